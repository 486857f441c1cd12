// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.cli.Fixtures;
import io.plumbline.cli.Golden;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.ListProfilesResponse;
import io.plumbline.v1.Profile;
import org.junit.jupiter.api.Test;

final class ProfilePageTest {
    private final Profile web = Fixtures.read("profile-web", Profile.getDefaultInstance());

    @Test
    void showsALearningProfile() {
        Golden.verify("profile-web", new ProfilePage(web, false, Fixtures.NOW).lines());
    }

    @Test
    void cutsNothingWhenWide() {
        Golden.verify("profile-web-wide", new ProfilePage(web, true, Fixtures.NOW).lines());
    }

    @Test
    void showsNoProgressOfALockedProfile() {
        var locked =
                web.toBuilder().setState(BaselineState.BASELINE_STATE_STABLE).build();
        assertThat(new ProfilePage(locked, false, Fixtures.NOW).lines())
                .noneMatch(line ->
                        line.plain().startsWith("progress") || line.plain().startsWith("waits for"));
    }

    @Test
    void showsAnEmptyProfileWithoutFailing() {
        assertThat(new ProfilePage(Profile.getDefaultInstance(), false, Fixtures.NOW).lines())
                .isNotEmpty();
    }

    @Test
    void listsProfiles() {
        var profiles = Fixtures.read("profiles", ListProfilesResponse.getDefaultInstance())
                .getProfilesList();
        Golden.verify("profiles", new ProfileTable(false, Fixtures.NOW).lines(profiles));
        Golden.verify("profiles-wide", new ProfileTable(true, Fixtures.NOW).lines(profiles));
    }
}
