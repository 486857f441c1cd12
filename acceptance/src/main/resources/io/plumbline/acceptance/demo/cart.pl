#!/usr/bin/perl
# The cart: counts in redis, asks the payment service whether it still takes orders, answers over HTTP.
use strict;
use warnings;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(LocalPort => 8000, Listen => 64, ReuseAddr => 1) or die "listen: $!";
while (my $client = $server->accept) {
    while (my $line = <$client>) { last if $line =~ /^\r?$/ }
    my $count = 'none';
    if (my $redis = IO::Socket::INET->new(PeerAddr => 'redis', PeerPort => 6379, Timeout => 2)) {
        print $redis "INCR cart\r\n";
        $count = <$redis> // '';
        $count =~ s/\D//g;
        close $redis;
    }
    if (my $payment = IO::Socket::INET->new(PeerAddr => 'pay.example.com', PeerPort => 443, Timeout => 2)) {
        print $payment "open?\r\n";
        <$payment>;
        close $payment;
    }
    my $body = "items in the cart: $count\n";
    print $client "HTTP/1.0 200 OK\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n", $body;
    close $client;
}
