// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of interpreters and tools with their code positions. */
final class ToolTable {
    /*
     * kind | names | inline letters | value letters | inline options | code options | value options | traits
     *
     * Names carry no version: python3.11, gcc-12 and x86_64-linux-gnu-gcc are cut before the look-up. A tool is here when
     * its argument vector can hold or name code, or when its use in a container is worth a question.
     */
    private static final String TABLE = """
            SHELL|sh ash bash dash zsh ksh mksh fish hush rbash|c|oO||--rcfile --init-file|-o +o -O +O|SCRIPT STDIN
            SHELL|csh tcsh|c|||||SCRIPT STDIN
            SHELL|pwsh powershell|c||-Command -EncodedCommand -ec -e|-File -f|-ExecutionPolicy -WorkingDirectory|SCRIPT STDIN
            INTERPRETER|python pypy ipython|c|mWXQ||-m|-W -X --check-hash-based-pycs|SCRIPT STDIN
            INTERPRETER|perl|eE|MmIixFDCV0d|||-I|SCRIPT STDIN
            INTERPRETER|ruby jruby|e|IrCxiFKETWS||-r -I|-C -E -T|SCRIPT STDIN
            INTERPRETER|node nodejs iojs|ep|rC|--eval --print|-r --require --import --loader --experimental-loader --env-file|-C --conditions --title|SCRIPT STDIN
            INTERPRETER|deno bun|ep||eval --eval --print|--preload -r|--config -c|SCRIPT
            INTERPRETER|php php-cgi php-cli|rBRE|dcfztS|--run --process-begin --process-code --process-end|-f --file -d|-c -z -t -S|SCRIPT STDIN
            INTERPRETER|lua luajit texlua|e|l||-l||SCRIPT STDIN
            INTERPRETER|tclsh wish expect|c|||-f||SCRIPT STDIN
            INTERPRETER|Rscript R r|e||--eval|-f --file||SCRIPT STDIN
            INTERPRETER|julia|eE|LpJC|--eval --print|-L --load -J --sysimage|-p|SCRIPT STDIN
            INTERPRETER|erl elixir iex||| -eval --eval -e|-run -s -pa -pz -S -r||SCRIPT
            INTERPRETER|groovy scala kotlin jshell|e||-e --execute|-cp -classpath --class-path||SCRIPT STDIN
            INTERPRETER|guile clisp sbcl|ce|lL|--eval|--load --script -l||SCRIPT STDIN
            INTERPRETER|gdb lldb||| -ex -eval-command --eval-command -iex -o --one-line|-x --command -ix -s --source|-p --pid|SCRIPT
            INTERPRETER|java||||-cp -classpath --class-path -jar -m --module -p --module-path --upgrade-module-path --patch-module -javaagent:* -agentlib:* -agentpath:* -Xbootclasspath* -XX:OnError* -XX:OnOutOfMemoryError* -XX:Flags* -XX:VMOptionsFile* -Djava.library.path* -Djava.class.path* -Djava.system.class.loader* -Djava.security* -Djna* @*|--add-opens --add-exports --add-reads --add-modules --limit-modules|SCRIPT
            INTERPRETER|dotnet mono||||exec --additionalprobingpath --depsfile --runtimeconfig|--fx-version|SCRIPT
            OTHER|awk gawk mawk nawk original-awk|e|fvF|--source --exec|-f -e --file|-F -v|SCRIPT
            OTHER|sed gsed|e|fiEl|--expression|-f -e --file||SCRIPT
            OTHER|find||||-exec -execdir -ok -okdir -fprintf||LITERAL
            OTHER|tar bsdtar|||| --checkpoint-action --to-command --use-compress-program -I --info-script --new-volume-script --rsh-command|-C -f|
            OTHER|git||||-c --exec-path --upload-pack --receive-pack --config-env||
            OTHER|vi vim vim.basic vim.tiny nvim view ed ex emacs nano|c||--cmd --eval -eval|-S -s -u -U -l --load||SCRIPT
            OTHER|psql|c||--command|-f --file||
            OTHER|mysql mariadb|e||--execute|--init-command --plugin-dir||
            OTHER|sqlite|||-cmd|-init||LITERAL
            OTHER|redis-cli mongo mongosh||| --eval eval|||LITERAL
            OTHER|openssl||||-engine -provider -provider-path -config||
            OTHER|make gmake ninja||| --eval|-f --file --makefile -C -E||
            OTHER|su runuser script flock watch setpriv|c||--command --session-command|||
            OTHER|env||S|--split-string|-S||
            OTHER|crontab at batch||||||LITERAL STDIN
            OTHER|kill sleep usleep renice||||||NUMBERS
            NETWORK|nc nc.openbsd nc.traditional ncat netcat socat telnet||||||LITERAL
            NETWORK|nmap masscan zmap hping hping3 fping tcpdump tshark arp-scan||||||LITERAL
            NETWORK|curl wget aria2c ftp tftp lftp ftpget ftpput axel httpie http||||||LITERAL
            NETWORK|ssh scp sftp rsync dropbear dbclient sshd sshpass autossh||||||LITERAL
            NETWORK|dig nslookup host drill||||||LITERAL
            NETWORK|proxychains proxychains4 chisel ngrok frpc frps gost tor iodine dnscat||||||LITERAL
            COMPILER|cc c++ gcc g++ clang clang++ tcc cpp as ld ld.bfd ld.gold ld.lld collect2 cc1 cc1plus||||||LITERAL
            COMPILER|go rustc cargo javac gfortran ghc nasm yasm tinycc zig||||||LITERAL
            PACKAGES|apt apt-get aptitude dpkg dpkg-deb yum dnf microdnf rpm apk zypper pacman snap flatpak opkg||||||LITERAL
            PACKAGES|pip pipx uv conda mamba poetry easy_install gem bundle bundler cpan cpanm composer npm npx pnpm yarn luarocks||||||LITERAL
            """;

    private static final int COLUMNS = 8;
    private static final Pattern VERSION = Pattern.compile("(?<=[A-Za-z+])[-.]?[0-9][0-9.]*$");
    private static final Pattern TARGET = Pattern.compile("^[A-Za-z0-9_]+-(?:[a-z]+-)?linux-[a-z0-9]+-");

    static final Map<String, Tool> BY_NAME = byName();

    private ToolTable() {}

    /** A file name without version suffix and target prefix: {@code python} for {@code python3.11}. */
    static String plain(String fileName) {
        String withoutTarget = TARGET.matcher(fileName).replaceFirst("");
        return VERSION.matcher(withoutTarget).replaceFirst("");
    }

    private static Map<String, Tool> byName() {
        Map<String, Tool> byName = new HashMap<>();
        TABLE.lines().map(ToolTable::parse).forEach(tool -> tool.names().forEach(name -> byName.put(name, tool)));
        return Map.copyOf(byName);
    }

    private static Tool parse(String line) {
        String[] column = line.split("\\|", COLUMNS);
        return new Tool(
                Tool.Kind.valueOf(column[0]),
                words(column[1]),
                column[2],
                column[3],
                words(column[4]),
                words(column[5]),
                words(column[6]),
                words(column[7]).stream().map(Tool.Trait::valueOf).toList());
    }

    private static List<String> words(String cell) {
        return Stream.of(cell.split(" ")).filter(word -> !word.isEmpty()).toList();
    }
}
