package imageresizer.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedHostTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:4566",
                "LocalHost:4566",
                "127.0.0.1",
                "127.0.0.1:4566",
                "[::1]",
                "[::1]:4566",
                "s3.localhost:4566"
            })
    void namesOfThisMachineAreNoBuckets(String header) {
        assertThat(RequestedHost.of(header)).isEqualTo(new RequestedHost.ThisMachine());
    }

    @ParameterizedTest
    @CsvSource({
        "photos.localhost, photos",
        "photos.localhost:4566, photos",
        "photos.s3.localhost:4566, photos",
        "my.photos.localhost, my.photos",
        "photos.127.0.0.1:4566, photos"
    })
    void aBucketStandsBeforeTheMachinesName(String header, String bucket) {
        assertThat(RequestedHost.of(header)).isEqualTo(new RequestedHost.BucketHost(bucket));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "localhost.example.com", "notlocalhost", "127.0.0.1.example.com", "", ".localhost"
            })
    void everythingElseIsForeign(String header) {
        assertThat(RequestedHost.of(header)).isInstanceOf(RequestedHost.Foreign.class);
    }

    @Test
    void aRequestWithoutHostMeansThisMachine() {
        assertThat(RequestedHost.of(null)).isEqualTo(new RequestedHost.ThisMachine());
    }
}
