// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvToken;
import io.plumbline.profiles.argv.SlotType;
import io.plumbline.v1.HashToken;
import io.plumbline.v1.SlotToken;
import io.plumbline.v1.TemplateToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shapes of argument vectors. */
final class ArgvCodec {
    private ArgvCodec() {}

    static io.plumbline.v1.ArgvShape toProto(ArgvShape shape) {
        var message = io.plumbline.v1.ArgvShape.newBuilder().setTruncated(shape.truncated());
        shape.tokens().forEach(token -> message.addTokens(toProto(token)));
        return message.build();
    }

    private static io.plumbline.v1.ArgvToken toProto(ArgvToken token) {
        var message = io.plumbline.v1.ArgvToken.newBuilder();
        return switch (token) {
            case ArgvToken.Literal literal -> message.setLiteral(literal.text()).build();
            case ArgvToken.Slot slot ->
                message.setSlot(SlotToken.newBuilder().setPrefix(slot.prefix()).setType(toProto(slot.type())))
                        .build();
            case ArgvToken.Hashed hashed ->
                message.setHash(HashToken.newBuilder()
                                .setPrefix(hashed.prefix())
                                .setHash(hashed.hash()))
                        .build();
            case ArgvToken.Template template -> {
                var slots = TemplateToken.newBuilder().addAllTexts(template.texts());
                template.slots().forEach(type -> slots.addSlots(toProto(type)));
                yield message.setTemplate(slots).build();
            }
        };
    }

    private static io.plumbline.v1.SlotType toProto(SlotType type) {
        return io.plumbline.v1.SlotType.valueOf("SLOT_TYPE_" + type.name());
    }

    /** A shape with a token that this version does not know, or with too many, counts as truncated: it matches nothing. */
    static ArgvShape fromProto(io.plumbline.v1.ArgvShape message) {
        List<ArgvToken> tokens = new ArrayList<>();
        boolean readable = true;
        for (io.plumbline.v1.ArgvToken token : message.getTokensList()) {
            ArgvToken known = tokens.size() < ArgvShape.MAX_TOKENS ? fromProto(token) : null;
            if (known == null) {
                readable = false;
                break;
            }
            tokens.add(known);
        }
        return new ArgvShape(tokens, message.getTruncated() || !readable);
    }

    private static @Nullable ArgvToken fromProto(io.plumbline.v1.ArgvToken token) {
        return switch (token.getKindCase()) {
            case LITERAL -> new ArgvToken.Literal(token.getLiteral());
            case SLOT -> slot(token.getSlot());
            case HASH ->
                new ArgvToken.Hashed(
                        token.getHash().getPrefix(), token.getHash().getHash());
            case TEMPLATE -> template(token.getTemplate());
            case KIND_NOT_SET -> null;
        };
    }

    private static @Nullable ArgvToken template(TemplateToken template) {
        List<SlotType> slots = new ArrayList<>();
        for (io.plumbline.v1.SlotType each : template.getSlotsList()) {
            SlotType type = type(each);
            if (type == null) {
                return null;
            }
            slots.add(type);
        }
        boolean fits = !slots.isEmpty()
                && slots.size() <= ArgvToken.Template.MAX_SLOTS
                && template.getTextsCount() == slots.size() + 1;
        return fits ? new ArgvToken.Template(template.getTextsList(), slots) : null;
    }

    private static @Nullable ArgvToken slot(SlotToken slot) {
        SlotType type = type(slot.getType());
        return type == null ? null : new ArgvToken.Slot(slot.getPrefix(), type);
    }

    private static @Nullable SlotType type(io.plumbline.v1.SlotType wanted) {
        for (SlotType type : SlotType.values()) {
            if (wanted.name().equals("SLOT_TYPE_" + type.name())) {
                return type;
            }
        }
        return null;
    }
}
