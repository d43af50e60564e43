using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Errata;

public sealed class ErrataContentTests : ErrataTest
{
    [Fact]
    public async Task Content_is_read_in_three_calls()
    {
        var content = await Errata().ContentAsync(140221, Stop);

        content.Builds.ShouldBe(["tz-1-1.el9", "zlib-1.2-4.el9"]);
        content.Rpms.ShouldBe(["tz-1-1.el9", "zlib-1.2-4.el9", "zlib-devel-1.2-4.el9"]);
        content.AffectedRpms.ShouldBe(["zlib-1.2-4.el9", "zlib-devel-1.2-4.el9"]);
        content.PulpRepositories.ShouldBe(["acme-9-for-aarch64-baseos-rpms", "acme-9-for-x86_64-baseos-rpms"]);
        Sandbox.Counters["errata.gets"].ShouldBe(3);
    }

    [Fact]
    public async Task The_shapes_of_the_reference_are_read()
    {
        await using var errata = await StartAsync();

        var content = await Errata(errata.Url).ContentAsync(140221, Stop);

        content.Builds.ShouldBe(["tz-1-1.el9", "zlib-1.2-4.el9"]);
        content.Rpms.ShouldBe(["tz-1-1.el9", "zlib-1.2-4.el9", "zlib-devel-1.2-4.el9"]);
        content.AffectedRpms.ShouldBe(["zlib-1.2-4.el9"]);
        content.PulpRepositories.ShouldBe(["acme-9-for-aarch64-baseos-rpms", "acme-9-for-x86_64-baseos-rpms"]);
    }

    [Fact]
    public async Task An_advisory_without_RPMs_has_none()
    {
        var content = await Errata().ContentAsync(140222, Stop);

        (content.Builds.Count + content.Rpms.Count + content.AffectedRpms.Count + content.PulpRepositories.Count).ShouldBe(0);
    }

    [Fact]
    public async Task Empty_and_null_are_nothing()
    {
        await using var errata = await StartAsync(
            ("/advisory/140221/builds.json", """{"A":null,"B":[],"C":[null,{}],"D":[{"a-1-1":null,"b-1-1":{"V":null,"W":{"x86_64":null}}}]}"""),
            ("/api/v1/erratum/140221/builds_by_cve", """{"CVE-1":null,"CVE-2":{"A":null,"B":{},"C":{"builds":null},"D":{"builds":[null,{"a-1-1":null},{"b-1-1":{"variant_arch":null}}]}}}"""),
            ("/errata/get_pulp_packages/140221.json", "[]"));

        var content = await Errata(errata.Url).ContentAsync(140221, Stop);

        content.Builds.ShouldBe(["a-1-1", "b-1-1"]);
        (content.Rpms.Count + content.AffectedRpms.Count + content.PulpRepositories.Count).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_binary_RPM_is_left_out()
    {
        await using var errata = await StartAsync(("/advisory/140221/builds.json",
            """{"A":[{"web-1-1":{"V":{"x86_64":["docker-image-sha256:aaa.x86_64.tar.gz","modulemd.x86_64.txt","a-1-1.src.rpm","b-1-1.nosrc.rpm","c-1.0-2.el9_4.x86_64.rpm"]}}}]}"""));

        (await Errata(errata.Url).ContentAsync(140221, Stop)).Rpms.ShouldBe(["c-1.0-2.el9_4"]);
    }

    [Theory]
    [InlineData("/advisory/140221/builds.json", "[]", "the body must be an object")]
    [InlineData("/advisory/140221/builds.json", """{"A":{}}""", "A must be a list")]
    [InlineData("/advisory/140221/builds.json", """{"A":["zlib"]}""", "A[0] must be an object")]
    [InlineData("/advisory/140221/builds.json", """{"A":[{"z-1-1":{"V":{"x86_64":"z-1-1.x86_64.rpm"}}}]}""", "A[0].z-1-1.V.x86_64 must be a list")]
    [InlineData("/advisory/140221/builds.json", """{"A":[{"z-1-1":{"V":{"x86_64":[7]}}}]}""", "A[0].z-1-1.V.x86_64[0] must have a file name")]
    [InlineData("/advisory/140221/builds.json", """{"A":[{"z-1-1":{"V":{"x86_64":["zlib.x86_64.rpm"]}}}]}""", "A[0].z-1-1.V.x86_64[0] must be name-version-release.arch.rpm")]
    [InlineData("/advisory/140221/builds.json", """{"A":[{"z-1-1":{"V":{"x86_64":["-1-1.x86_64.rpm"]}}}]}""", "A[0].z-1-1.V.x86_64[0] must be name-version-release.arch.rpm")]
    [InlineData("/api/v1/erratum/140221/builds_by_cve", "7", "the body must be an object")]
    [InlineData("/api/v1/erratum/140221/builds_by_cve", """{"CVE-1":{"A":{"builds":{}}}}""", "CVE-1.A.builds must be a list")]
    [InlineData("/api/v1/erratum/140221/builds_by_cve", """{"CVE-1":{"A":{"builds":[{"z-1-1":{"variant_arch":[]}}]}}}""", "CVE-1.A.builds[0].z-1-1.variant_arch must be an object")]
    [InlineData("/api/v1/erratum/140221/builds_by_cve", """{"CVE-1":{"A":{"builds":[{"z-1-1":{"variant_arch":{"V":{"x":[{}]}}}}]}}}""", "CVE-1.A.builds[0].z-1-1.variant_arch.V.x[0] must have a file name")]
    [InlineData("/errata/get_pulp_packages/140221.json", """["acme"]""", "the body must be an object")]
    public async Task A_wrong_shape_is_a_fault_with_its_path(string path, string body, string problem)
    {
        await using var errata = await StartAsync((path, body));

        var fault = await Should.ThrowAsync<OutsideFault>(() => Errata(errata.Url).ContentAsync(140221, Stop));

        fault.Call.ShouldBe($"GET {path[1..]}");
        fault.Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Theory]
    [InlineData("/advisory/140221/builds.json", "404 {}", "HTTP 404")]
    [InlineData("/api/v1/erratum/140221/builds_by_cve", "500 {}", "HTTP 500")]
    [InlineData("/errata/get_pulp_packages/140221.json", "404 {}", "HTTP 404")]
    public async Task A_call_that_fails_is_a_fault(string path, string answer, string text)
    {
        await using var errata = await StartAsync((path, answer));

        (await Should.ThrowAsync<OutsideFault>(() => Errata(errata.Url).ContentAsync(140221, Stop))).Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task A_hundred_thousand_files_are_read_in_one_pass()
    {
        var files = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"p{i}-1-1.x86_64.rpm\""));
        var products = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"P{i}\":[]"));
        await using var errata = await StartAsync(("/advisory/140221/builds.json", $$"""{"A":[{"z-1-1":{"V":{"x86_64":[{{files}}]} } }],{{products}} }"""));
        var start = TimeProvider.System.GetTimestamp();

        (await Errata(errata.Url).ContentAsync(140221, Stop)).Rpms.Count.ShouldBe(100_000);

        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}
