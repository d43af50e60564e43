using Freshmaker.Integrations.Images;

namespace Freshmaker.Integrations.Tests.Images;

public sealed class RpmFileNamesTests
{
    [Theory]
    [InlineData("zlib-1.2-3.el9.x86_64", "zlib-1.2-3.el9")]
    [InlineData("java-17-openjdk-headless-17.0.1-1.el9.noarch", "java-17-openjdk-headless-17.0.1-1.el9")]
    [InlineData("gpg-pubkey-fd431d51-4ae0493b.(none)", "gpg-pubkey-fd431d51-4ae0493b")]
    [InlineData("gpg-pubkey-fd431d51-4ae0493b", "gpg-pubkey-fd431d51-4ae0493b")]
    [InlineData("zlib-1.2", null)]
    [InlineData("zlib", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_architecture_of_a_binary_is_dropped(string? nvra, string? nvr) => RpmFileNames.OfNvra(nvra)?.ToString().ShouldBe(nvr);

    [Theory]
    [InlineData("zlib-0:1.2-3.el9.src", "zlib-1.2-3.el9")]
    [InlineData("zlib-1.2-3.el9.src", "zlib-1.2-3.el9")]
    [InlineData("2:zlib-1.2-3.el9.src", "zlib-1.2-3.el9")]
    [InlineData("zlib-a:1.2-3.el9.src", "zlib-a:1.2-3.el9")]
    [InlineData("zlib.src", null)]
    [InlineData(null, null)]
    public void Epoch_and_architecture_of_a_source_are_dropped(string? nevra, string? nvr) => RpmFileNames.OfNevra(nevra).ShouldBe(nvr);
}
