// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import io.grpc.Status;
import io.plumbline.collector.baselines.BaselineRegistry;
import io.plumbline.profiles.document.DocumentWriter;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.ContainerType;
import io.plumbline.v1.EntryState;
import io.plumbline.v1.ExportProfileRequest;
import io.plumbline.v1.ExportProfileResponse;
import io.plumbline.v1.ListProfilesRequest;
import io.plumbline.v1.ListProfilesResponse;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileSummary;
import io.plumbline.v1.Workload;
import java.util.Comparator;
import java.util.List;

/** Profiles, as they are now. Writer thread only. */
public final class ProfileQueries {
    private static final String TOKEN = "profiles";
    private static final int KEY_PARTS = 6;
    private static final int SHOWN = 5;
    private static final Comparator<BaselineKey> ORDER = Comparator.comparing(
                    (BaselineKey key) -> key.getWorkload().getNamespace())
            .thenComparing(key -> key.getWorkload().getKind())
            .thenComparing(key -> key.getWorkload().getName())
            .thenComparing(BaselineKey::getContainerName)
            .thenComparingInt(BaselineKey::getContainerTypeValue)
            .thenComparing(key -> key.getWorkload().getCluster());

    private final BaselineRegistry baselines;
    private final String cluster;

    public ProfileQueries(BaselineRegistry baselines, String cluster) {
        this.baselines = baselines;
        this.cluster = cluster;
    }

    ListProfilesResponse list(ListProfilesRequest request) {
        int size = PageToken.size(request.getPageSize());
        BaselineKey after = request.getPageToken().isEmpty() ? null : cursor(request.getPageToken());
        List<BaselineKey> keys = baselines.keys().stream()
                .filter(key -> request.getNamespace().isEmpty()
                        || request.getNamespace().equals(key.getWorkload().getNamespace()))
                .filter(key -> request.getWorkload().isEmpty()
                        || request.getWorkload().equals(key.getWorkload().getName()))
                .filter(key -> after == null || ORDER.compare(key, after) > 0)
                .sorted(ORDER)
                .limit(size + 1L)
                .toList();
        var response = ListProfilesResponse.newBuilder();
        keys.stream()
                .limit(size)
                .flatMap(key -> baselines.profile(key).stream())
                .map(ProfileQueries::summary)
                .forEach(response::addProfiles);
        if (keys.size() > size) {
            response.setNextPageToken(token(keys.get(size - 1)));
        }
        return response.build();
    }

    Profile get(BaselineKey asked) {
        return baselines.profile(find(asked)).orElseThrow(() -> unknown(asked));
    }

    ExportProfileResponse export(ExportProfileRequest request) {
        return baselines
                .record(find(request.getKey()))
                .map(profile -> ExportProfileResponse.newBuilder()
                        .setYaml(DocumentWriter.write(profile, request.getAsBaseline()))
                        .build())
                .orElseThrow(() -> unknown(request.getKey()));
    }

    /** The one baseline that is meant: parts that are empty may be anything, as long as one baseline fits. */
    BaselineKey find(BaselineKey asked) {
        String wantedCluster = asked.getWorkload().getCluster().isEmpty()
                ? cluster
                : asked.getWorkload().getCluster();
        List<BaselineKey> found = baselines.keys().stream()
                .filter(key -> wantedCluster.equals(key.getWorkload().getCluster()))
                .filter(key -> fits(asked.getWorkload(), key.getWorkload()))
                .filter(key -> asked.getContainerName().isEmpty()
                        || asked.getContainerName().equals(key.getContainerName()))
                .filter(key -> asked.getContainerType() == ContainerType.CONTAINER_TYPE_UNSPECIFIED
                        || asked.getContainerType() == key.getContainerType())
                .sorted(ORDER)
                .toList();
        if (found.isEmpty()) {
            throw unknown(asked);
        }
        if (found.size() > 1) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("key: " + show(asked) + " (expected: one of " + show(found) + ")")
                    .asRuntimeException();
        }
        return found.getFirst();
    }

    /** The profiles of all containers of one workload; its kind may be empty where one workload has the name. */
    List<io.plumbline.profiles.profile.Profile> ofWorkload(Workload asked) {
        var wanted = BaselineKey.newBuilder().setWorkload(asked).build();
        String wantedCluster = asked.getCluster().isEmpty() ? cluster : asked.getCluster();
        List<BaselineKey> found = baselines.keys().stream()
                .filter(key -> wantedCluster.equals(key.getWorkload().getCluster()))
                .filter(key -> fits(asked, key.getWorkload()))
                .sorted(ORDER)
                .toList();
        if (found.isEmpty()) {
            throw unknown(wanted);
        }
        if (found.stream().map(BaselineKey::getWorkload).distinct().count() > 1) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("workload: " + show(wanted) + " (expected: one of " + show(found) + ")")
                    .asRuntimeException();
        }
        return found.stream().flatMap(key -> baselines.record(key).stream()).toList();
    }

    private RuntimeException unknown(BaselineKey asked) {
        List<BaselineKey> near = baselines.keys().stream()
                .filter(key -> asked.getWorkload()
                        .getNamespace()
                        .equals(key.getWorkload().getNamespace()))
                .sorted(ORDER)
                .toList();
        return Status.NOT_FOUND
                .withDescription("key: " + show(asked) + " (expected: a workload that was seen"
                        + (near.isEmpty() ? ")" : ", in this namespace " + show(near) + ")"))
                .asRuntimeException();
    }

    private static boolean fits(Workload asked, Workload known) {
        return asked.getNamespace().equals(known.getNamespace())
                && asked.getName().equals(known.getName())
                && (asked.getKind().isEmpty() || asked.getKind().equalsIgnoreCase(known.getKind()));
    }

    private static ProfileSummary summary(Profile profile) {
        return ProfileSummary.newBuilder()
                .setKey(profile.getKey())
                .setMode(profile.getMode())
                .setState(profile.getState())
                .setStateReason(profile.getStateReason())
                .setStateSinceUnixNanos(profile.getStateSinceUnixNanos())
                .setGeneration(profile.getGeneration())
                .setContentHash(profile.getContentHash())
                .setEntries(profile.getEntriesCount())
                .setToConfirm((int) profile.getEntriesList().stream()
                        .filter(entry -> entry.getState() == EntryState.ENTRY_STATE_QUARANTINED)
                        .count())
                .setProgress(profile.getProgress())
                .build();
    }

    private static String token(BaselineKey key) {
        Workload workload = key.getWorkload();
        return PageToken.of(
                TOKEN,
                List.of(
                        workload.getCluster(),
                        workload.getNamespace(),
                        workload.getKind(),
                        workload.getName(),
                        key.getContainerName(),
                        Integer.toString(key.getContainerTypeValue())));
    }

    private static BaselineKey cursor(String token) {
        List<String> parts = PageToken.parse(TOKEN, token, KEY_PARTS);
        if (!parts.getLast().matches("\\d{1,4}")) {
            throw PageToken.wrong(token);
        }
        return BaselineKey.newBuilder()
                .setWorkload(Workload.newBuilder()
                        .setCluster(parts.get(0))
                        .setNamespace(parts.get(1))
                        .setKind(parts.get(2))
                        .setName(parts.get(3)))
                .setContainerName(parts.get(4))
                .setContainerTypeValue(Integer.parseInt(parts.get(5)))
                .build();
    }

    private static String show(List<BaselineKey> keys) {
        List<String> shown =
                keys.stream().limit(SHOWN).map(ProfileQueries::show).toList();
        return String.join(", ", shown) + (keys.size() > SHOWN ? " and " + (keys.size() - SHOWN) + " more" : "");
    }

    static String show(BaselineKey key) {
        Workload workload = key.getWorkload();
        String text = workload.getNamespace() + "/" + workload.getKind() + "/" + workload.getName()
                + (key.getContainerName().isEmpty() ? "" : "/" + key.getContainerName());
        return text.length() <= 512 ? text : text.substring(0, 512) + "...";
    }
}
