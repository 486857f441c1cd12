// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvToken;
import io.plumbline.profiles.argv.SlotType;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Privilege;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads behaviours of a document; null where a problem was added. */
final class BehaviorReader {
    static final String MANY_PORTS = "many";

    static final List<String> KINDS = List.of(
            "execution",
            "codeMapping",
            "listening",
            "outbound",
            "inbound",
            "nameLookup",
            "socketUse",
            "kernelUse",
            "privilege");

    private static final int LONGEST_ARGUMENT = 4096;
    private static final int LONGEST_PATH = 4096;

    /**
     * The meaning of an origin that is left out: where behaviour is allowed, "from the image"; where it is denied, any.
     */
    private final Origin missingOrigin;

    BehaviorReader(Origin missingOrigin) {
        this.missingOrigin = missingOrigin;
    }

    /** The one behaviour among the fields of a statement. */
    @Nullable
    Behavior behavior(Field.Fields fields) {
        List<String> present =
                KINDS.stream().filter(fields.byName()::containsKey).toList();
        if (present.size() != 1) {
            fields.mapping()
                    .wrong(
                            present.isEmpty() ? "no behaviour" : String.join(" and ", present),
                            "exactly one of " + String.join(", ", KINDS));
            return null;
        }
        Field field = fields.byName().get(present.getFirst());
        if (field == null) {
            return null;
        }
        return switch (present.getFirst()) {
            case "execution" -> execution(field);
            case "listening" -> listening(field);
            case "outbound" -> outbound(field);
            case "inbound" -> inbound(field);
            case "codeMapping" -> codeMapping(field);
            case "nameLookup" -> nameLookup(field);
            case "socketUse" -> KernelReader.socketUse(field);
            case "kernelUse" -> KernelReader.kernelUse(field);
            default -> privilege(field);
        };
    }

    private @Nullable Execution execution(Field field) {
        Field.Fields fields = field.fields(
                "executable", "effective", "argv", "parent", "user", "workingDirectory", "phase", "environment");
        if (fields == null) {
            return null;
        }
        Field executableField = fields.required("executable");
        Program executable = executableField == null ? null : program(executableField);
        Program effective = orElse(fields.optional("effective"), this::program, null);
        ArgvShape argv = orElse(fields.optional("argv"), this::argv, null);
        String parent = orElse(fields.optional("parent"), Field::absolutePath, null);
        UserClass user = orElse(fields.optional("user"), one -> one.word(Words.USERS), UserClass.UNKNOWN);
        DirectoryClass directory =
                orElse(fields.optional("workingDirectory"), one -> one.word(Words.DIRECTORIES), DirectoryClass.UNKNOWN);
        Phase phase = orElse(fields.optional("phase"), one -> one.word(Words.PHASES), Phase.SERVICE);
        Map<String, String> environment = orElse(fields.optional("environment"), KernelReader::environment, null);
        return executable == null || user == null || directory == null || phase == null
                ? null
                : new Execution(executable, effective, argv, parent, user, directory, phase, environment);
    }

    private @Nullable CodeMapping codeMapping(Field field) {
        Field.Fields fields = field.fields("code", "executable", "sha256");
        if (fields == null) {
            return null;
        }
        Field codeField = fields.required("code");
        Program code = codeField == null ? null : program(codeField);
        String executable = KernelReader.executable(fields);
        String sha256 = orElse(fields.optional("sha256"), KernelReader::sha256, null);
        return code == null || executable == null ? null : new CodeMapping(code, executable, sha256);
    }

    private static @Nullable NameLookup nameLookup(Field field) {
        Field.Fields fields = field.fields("name");
        Field nameField = fields == null ? null : fields.required("name");
        String name = nameField == null ? null : PeerReader.lookedUp(nameField);
        return name == null ? null : new NameLookup(name);
    }

    private @Nullable Program program(Field field) {
        Field.Fields fields = field.fields("path", "origin");
        if (fields == null) {
            return null;
        }
        Field pathField = fields.required("path");
        // Memory files have a name without a directory.
        String path = pathField == null ? null : pathField.text(LONGEST_PATH);
        Origin origin = orElse(fields.optional("origin"), one -> one.word(Words.ORIGINS), missingOrigin);
        return path == null || origin == null ? null : new Program(origin, path);
    }

    private @Nullable ArgvShape argv(Field field) {
        List<ArgvToken> tokens = new ArrayList<>();
        for (Field item : field.items(ArgvShape.MAX_TOKENS)) {
            ArgvToken token = item.isMapping() ? token(item) : literal(item);
            if (token != null) {
                tokens.add(token);
            }
        }
        return new ArgvShape(tokens, false);
    }

    private static @Nullable ArgvToken literal(Field item) {
        String text = item.anyText(LONGEST_ARGUMENT);
        return text == null ? null : new ArgvToken.Literal(text);
    }

    private static @Nullable ArgvToken token(Field item) {
        Field.Fields fields = item.fields("slot", "hash", "prefix", "texts", "slots");
        if (fields == null) {
            return null;
        }
        if (fields.optional("texts") != null || fields.optional("slots") != null) {
            return template(item, fields);
        }
        String prefix = orElse(fields.optional("prefix"), one -> one.anyText(LONGEST_ARGUMENT), "");
        Field slot = fields.optional("slot");
        Field hash = fields.optional("hash");
        if ((slot == null) == (hash == null)) {
            item.wrong(slot == null ? "neither" : "both", "either slot or hash");
            return null;
        }
        if (prefix == null) {
            return null;
        }
        return slot != null ? slot(slot, prefix) : hash(hash, prefix);
    }

    private static @Nullable ArgvToken template(Field item, Field.Fields fields) {
        Field texts = fields.required("texts");
        Field slots = fields.required("slots");
        if (texts == null || slots == null) {
            return null;
        }
        List<String> read = new ArrayList<>();
        for (Field text : texts.items(ArgvToken.Template.MAX_SLOTS + 1)) {
            String one = text.anyText(LONGEST_ARGUMENT);
            read.add(one == null ? "" : one);
        }
        List<SlotType> types = new ArrayList<>();
        for (Field slot : slots.items(ArgvToken.Template.MAX_SLOTS)) {
            SlotType type = slotType(slot);
            if (type == null) {
                return null;
            }
            types.add(type);
        }
        if (types.isEmpty() || read.size() != types.size() + 1) {
            item.wrong(read.size() + " texts and " + types.size() + " slots", "one text more than slots");
            return null;
        }
        return new ArgvToken.Template(read, types);
    }

    private static @Nullable SlotType slotType(Field field) {
        String word = field.text(64);
        SlotType type = word == null ? null : SlotType.of(word).orElse(null);
        if (word != null && type == null) {
            field.wrong("number, uuid, hex, address, time, temporary-path or name");
        }
        return type;
    }

    private static @Nullable ArgvToken slot(Field field, String prefix) {
        SlotType type = slotType(field);
        return type == null ? null : new ArgvToken.Slot(prefix, type);
    }

    private static @Nullable ArgvToken hash(@Nullable Field field, String prefix) {
        String hash = field == null ? null : field.text(64);
        if (field != null && hash != null && !hash.matches("[0-9a-f]{8,64}")) {
            field.wrong("8 to 64 hexadecimal digits in lower case");
            return null;
        }
        return hash == null ? null : new ArgvToken.Hashed(prefix, hash);
    }

    private @Nullable Listening listening(Field field) {
        Field.Fields fields = field.fields("transport", "port", "loopback");
        if (fields == null) {
            return null;
        }
        Transport transport = transport(fields);
        Field portField = fields.required("port");
        Integer port = portField == null ? null : portOrEphemeral(portField);
        Boolean loopback = orElse(fields.optional("loopback"), Field::truth, Boolean.FALSE);
        return transport == null || port == null || loopback == null ? null : new Listening(transport, port, loopback);
    }

    private static @Nullable Integer portOrEphemeral(Field field) {
        return field.isText("ephemeral") ? Integer.valueOf(Listening.EPHEMERAL) : field.number(1, 65535);
    }

    private @Nullable Outbound outbound(Field field) {
        Field.Fields fields = field.fields("peer", "port", "transport");
        if (fields == null) {
            return null;
        }
        Peer peer = peer(fields);
        Transport transport =
                orElse(fields.optional("transport"), one -> one.word(Words.OUTBOUND_TRANSPORTS), Transport.TCP);
        Integer port = transport == Transport.UNIX ? noPort(fields) : portOrMany(fields, peer);
        if (peer instanceof Peer.Cluster) {
            field.wrong("peer cluster for an outbound connection", "cluster for inbound ones alone");
            return null;
        }
        if (transport == Transport.UNIX && peer != null && !(peer instanceof Peer.UnixSocket)) {
            field.wrong("transport unix with another peer", "transport unix with a unixSocket");
            return null;
        }
        return peer == null || port == null || transport == null ? null : new Outbound(peer, port, transport);
    }

    /** Many ports are those of a scan, which has a range and no single peer. */
    private static @Nullable Integer portOrMany(Field.Fields fields, @Nullable Peer peer) {
        Field field = fields.byName().get("port");
        return field != null && peer instanceof Peer.Cidr && field.isText(MANY_PORTS)
                ? Integer.valueOf(Outbound.MANY_PORTS)
                : port(fields);
    }

    private @Nullable Inbound inbound(Field field) {
        Field.Fields fields = field.fields("peer", "port", "transport");
        if (fields == null) {
            return null;
        }
        Peer peer = peer(fields);
        Integer port = port(fields);
        Transport transport = transport(fields);
        return peer == null || port == null || transport == null ? null : new Inbound(peer, port, transport);
    }

    private static @Nullable Peer peer(Field.Fields fields) {
        Field field = fields.required("peer");
        return field == null ? null : PeerReader.peer(field);
    }

    private static @Nullable Integer port(Field.Fields fields) {
        Field field = fields.required("port");
        return field == null ? null : field.number(1, 65535);
    }

    private static @Nullable Integer noPort(Field.Fields fields) {
        Field field = fields.byName().get("port");
        if (field != null) {
            field.wrong("no port with transport unix");
            return null;
        }
        return 0;
    }

    private static @Nullable Transport transport(Field.Fields fields) {
        return orElse(fields.optional("transport"), one -> one.word(Words.TRANSPORTS), Transport.TCP);
    }

    private @Nullable Privilege privilege(Field field) {
        Field.Fields fields = field.fields("from", "to", "executable");
        if (fields == null) {
            return null;
        }
        Field fromField = fields.required("from");
        Field toField = fields.required("to");
        Field executableField = fields.required("executable");
        UserClass from = fromField == null ? null : fromField.word(Words.USERS);
        UserClass to = toField == null ? null : toField.word(Words.USERS);
        String executable = executableField == null ? null : executableField.text(LONGEST_PATH);
        return from == null || to == null || executable == null ? null : new Privilege(from, to, executable);
    }

    /** The value of a field; {@code missing} where there is no field, null where it is wrong. */
    static <T> @Nullable T orElse(@Nullable Field field, Function<Field, @Nullable T> reader, @Nullable T missing) {
        return field == null ? missing : reader.apply(field);
    }
}
