// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A root directory as a tar stream: sorted, without times, owners by number, hard links kept; devices and sockets stay out.
 *
 * @param root the directory
 * @param excluded paths below it, without a leading slash, that stay out with all that is in them
 */
record Layer(Path root, Collection<String> excluded) {
    Layer {
        excluded = List.copyOf(excluded);
    }

    void writeTo(OutputStream out) throws IOException {
        Map<String, String> firstNameOfInode = new HashMap<>();
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.filter(path -> !path.equals(root))
                    .filter(path -> !isExcluded(root.relativize(path).toString()))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
        var tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        for (Path path : paths) {
            append(path, tar, firstNameOfInode);
        }
        tar.finish();
        tar.flush();
    }

    private void append(Path path, TarArchiveOutputStream tar, Map<String, String> firstNameOfInode)
            throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        String name = root.relativize(path).toString();
        boolean regular = false;
        TarArchiveEntry entry;
        if (Files.isSymbolicLink(path)) {
            entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            entry = new TarArchiveEntry(name + "/");
        } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            String inode = attributes.get("dev") + ":" + attributes.get("ino");
            String first = firstNameOfInode.putIfAbsent(inode, name);
            regular = first == null;
            entry = first == null ? new TarArchiveEntry(name) : new TarArchiveEntry(name, TarConstants.LF_LINK);
            if (first == null) {
                entry.setSize(Files.size(path));
            } else {
                entry.setLinkName(first);
            }
        } else {
            return;
        }
        entry.setMode(number(attributes, "mode"));
        entry.setUserId(number(attributes, "uid"));
        entry.setGroupId(number(attributes, "gid"));
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        tar.putArchiveEntry(entry);
        if (regular) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    private boolean isExcluded(String name) {
        return excluded.stream().anyMatch(prefix -> name.equals(prefix) || name.startsWith(prefix + "/"));
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number.intValue() : 0;
    }
}
