using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>behaviour.md R3, R4, D14 and appendix A.3, whose table the first test is.</summary>
public sealed class Comparing_with_a_fix
{
    const string Modular = "perl-5.26-1.module+el8.6.0+123+abc";

    [Theory]
    [InlineData("zlib-1.2-3.el8", "zlib-1.2-4.el8", RpmFinding.Affected)]
    [InlineData("zlib-1.2-4.el8", "zlib-1.2-4.el8", RpmFinding.AlreadyFixed)]
    [InlineData("zlib-1.2-5.el8", "zlib-1.2-4.el8", RpmFinding.AlreadyFixed)]
    [InlineData("curl-7-1.el8", "zlib-1.2-4.el8", RpmFinding.NotInstalled)]
    [InlineData(null, "zlib-1.2-4.el8", RpmFinding.Unknown)] // nobody knows: kept
    [InlineData("", "zlib-1.2-4.el8", RpmFinding.NotInstalled)]
    [InlineData("zlib-1.2-4.el8 curl-7-1.el8", "zlib-1.2-4.el8 curl-7-2.el8", RpmFinding.Affected)]
    [InlineData("zlib-1.2-4.el8", "zlib-1.2-4.el7 zlib-1.2-4.el8 zlib-1.2-9.el9", RpmFinding.AlreadyFixed)] // the existing system rebuilds it (D14)
    [InlineData(Modular, "perl-5.30-1.el8", RpmFinding.ModularityDiffers)]
    [InlineData(Modular, "perl-5.26-2.module+el8.6.0+124+abd", RpmFinding.Affected)]
    public void A3(string? installed, string fix, RpmFinding expected) => Judge(installed, fix).Finding.ShouldBe(expected);

    [Theory]
    [InlineData("zlib-1.2-3.el9", "zlib-1.2-4.el8", RpmFinding.OtherStream)]
    [InlineData("zlib-1.2-3.el9", "zlib-1.2-4.el8 zlib-1.2-4.el9", RpmFinding.Affected)]
    [InlineData("zlib-1.2-3.fc41", "zlib-1.2-4.fc42", RpmFinding.OtherStream)]
    [InlineData("zlib-1.2-3.el8_4", "zlib-1.2-4.el8", RpmFinding.Affected)] // minor releases of one stream follow one another
    [InlineData("zlib-1.2-3.el8_6.3", "zlib-1.2-3.el8_6.3 zlib-1.2-9.el8_8", RpmFinding.AlreadyFixed)] // unless the fix has one for each
    [InlineData("zlib-1.2-3.el8_6.2", "zlib-1.2-3.el8_6.3 zlib-1.2-9.el8_8", RpmFinding.Affected)]
    [InlineData("zlib-1.2-3.el8_4", "zlib-1.2-3.el8_6.3 zlib-1.2-9.el8_8", RpmFinding.Affected)]
    [InlineData("zlib-1.2-3", "zlib-1.2-4", RpmFinding.Affected)] // without a stream
    [InlineData("zlib-1.2-3", "zlib-1.2-4.el8", RpmFinding.OtherStream)]
    [InlineData("zlib-1.2-3.el8", "zlib-1.2-4", RpmFinding.OtherStream)]
    [InlineData("zlib-1.2-3.el8ost", "zlib-1.2-4.el8", RpmFinding.Affected)] // a product's own build of a package of the distribution
    [InlineData("perl-5.26-1.el8", Modular, RpmFinding.ModularityDiffers)]
    [InlineData("perl-5.26-1.module+el9.0.0+1+a", Modular, RpmFinding.OtherStream)]
    [InlineData("perl-5.26-1.module+el8.6.0+123+abc", "perl-5.26-1.module+el8.6.0+123+abc perl-5.30-1.module+el8.6.0+9+def", RpmFinding.AlreadyFixed)] // it is one of them
    [InlineData("perl-5.26-0.module+el8.6.0+100+abc", "perl-5.26-1.module+el8.6.0+123+abc perl-5.30-1.module+el8.6.0+9+def", RpmFinding.Affected)]
    [InlineData("zlib-1.2-4.el8 curl-7-1.el9", "zlib-1.2-4.el8 curl-7-2.el8", RpmFinding.AlreadyFixed)] // the stronger finding is shown
    public void an_RPM_is_compared_with_those_of_its_own_stream(string installed, string fix, RpmFinding expected) => Judge(installed, fix).Finding.ShouldBe(expected);

    [Fact]
    public void the_RPM_that_decides_is_shown_whatever_the_order_of_the_manifest()
    {
        var fix = Fix("zlib-1.2-4.el8 curl-7-2.el8 bzip2-1-9.el8");

        foreach (var order in new[] { "zlib-1.2-3.el8 curl-7-1.el8 bzip2-1-9.el8", "bzip2-1-9.el8 curl-7-1.el8 zlib-1.2-3.el8", "curl-7-1.el8 zlib-1.2-3.el8 bzip2-1-9.el8" })
            fix.Judge(Shelf.Rpms(order)).ShouldSatisfyAllConditions(v => $"{v.Installed}".ShouldBe("curl-7-1.el8"), v => $"{v.Needed}".ShouldBe("curl-7-2.el8"));
    }

    [Theory]
    [InlineData("zlib-1.2-3.el8", "zlib-1.2-4.el8")]
    [InlineData("zlib-1.2-4.el8", "zlib-1.2-4.el8")]
    [InlineData("zlib-1.2-5.el8", "")] // newer already
    [InlineData("zlib-1.2-3.el9", "zlib-1.2-9.el9")]
    [InlineData("zlib-1.2-3.el7", "")] // of another stream
    [InlineData("curl-7-1.el8 bash-5-1.el8", "curl-7-2.el8")]
    [InlineData("", "")]
    [InlineData(null, "curl-7-2.el8 zlib-1.2-4.el8 zlib-1.2-9.el9")] // nobody knows what it has
    public void a_rebuilt_image_must_contain_the_fixes_of_what_it_contains(string? installed, string expected) =>
        string.Join(' ', Fix("zlib-1.2-9.el9 zlib-1.2-4.el8 curl-7-2.el8").MustContain(Installed(installed))).ShouldBe(expected);

    [Theory]
    [InlineData("1.2-4.el8", "el8", "el8", false)]
    [InlineData("4.el8_6", "el8", "el8_6", false)]
    [InlineData("4.el8_10.2", "el8", "el8_10", false)]
    [InlineData("5.el9ost", "el9", "el9ost", false)]
    [InlineData("2.fc41", "fc41", "fc41", false)]
    [InlineData("3.rhaos4.12.el8", "el8", "el8", false)]
    [InlineData("1.module+el8.6.0+123+abc", "module+el8", "module+el8.6.0", true)]
    [InlineData("1.module_el8.5.0+1+a", "module+el8", "module+el8.5.0", true)]
    [InlineData("1.module_f32+8888+a", "module+fc32", "module+fc32", true)]
    [InlineData("1.module+odd", "module+", "module+", true)]
    [InlineData("1", "", "", false)]
    [InlineData("1.model8", "", "", false)]
    [InlineData("", "", "", false)]
    public void the_stream_of_an_RPM_is_read_from_its_release(string release, string name, string exact, bool isModular) =>
        RpmStream.Of(release).ShouldBe(new(name, exact, isModular));

    static RpmVerdict Judge(string? installed, string fix) => Fix(fix).Judge(Installed(installed));

    static RpmFix Fix(string nvrs) => new([.. nvrs.Split(' ').Select(Nvr.Parse)]);

    static InstalledRpm[]? Installed(string? nvrs) => nvrs is null ? null : Shelf.Rpms(nvrs);
}
