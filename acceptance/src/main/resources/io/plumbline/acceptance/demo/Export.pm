package Export;
# GET /export?file=prices.csv. The file name goes to a shell unchecked: this is the hole that the demo's intruder uses.
use nginx;

sub handler {
    my $r = shift;
    my ($file) = ($r->args // '') =~ /^file=(.*)$/;
    return HTTP_BAD_REQUEST unless defined $file;
    $file =~ s/%([0-9A-Fa-f]{2})/chr(hex($1))/ge;
    $r->send_http_header('text/plain');
    $r->print(scalar `cat /srv/shop/exports/$file 2>&1`);
    return OK;
}

1;
