using Freshmaker.Domain.Artifacts;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Artifacts;

/// <summary>behaviour.md §0.2.</summary>
public sealed class Comparing_RPM_versions
{
    [Theory]
    [InlineData("1.0", "1.0", 0)]
    [InlineData("1.0", "2.0", -1)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("1.010", "1.10", 0)] // leading zeros
    [InlineData("1.0", "1.0.1", -1)] // more segments win
    [InlineData("1.0a", "1.0", 1)]
    [InlineData("1.0a", "1.0.1", -1)] // numbers are newer than letters
    [InlineData("a", "1", -1)]
    [InlineData("1.b", "1.a", 1)]
    [InlineData("1_0", "1.0", 0)] // separators are ignored
    [InlineData("1.0.", "1.0", 0)]
    [InlineData("1+0", "1-0", 0)]
    [InlineData("10xyz", "10.1xyz", -1)]
    [InlineData("xyz10", "xyz10.1", -1)]
    [InlineData("1.0~rc1", "1.0", -1)] // a tilde is older than the end
    [InlineData("1.0~rc1", "1.0~rc2", -1)]
    [InlineData("1.0~rc1~git1", "1.0~rc1", -1)]
    [InlineData("1.0~", "1.0", -1)]
    [InlineData("1.0^", "1.0", 1)] // a caret is newer than the end
    [InlineData("1.0^git1", "1.0", 1)]
    [InlineData("1.0^git1", "1.0.1", -1)] // and older than more
    [InlineData("1.0^git1", "1.0^git2", -1)]
    [InlineData("1.0^git1~pre", "1.0^git1", -1)]
    [InlineData("1.0~rc1^git1", "1.0~rc1", 1)]
    [InlineData("1.0^", "1.0~", 1)]
    [InlineData("4.el8_6", "4.el8", 1)]
    [InlineData("99999999999999999999999999", "100000000000000000000000000", -1)] // no number is too large
    [InlineData("", "", 0)]
    [InlineData("", "0", -1)]
    [InlineData("…", "", 0)] // what means nothing separates
    [InlineData("1.é", "1", 0)]
    public void versions_are_compared_run_by_run(string a, string b, int expected)
    {
        Math.Sign(RpmVersion.Compare(a, b)).ShouldBe(expected);
        Math.Sign(RpmVersion.Compare(b, a)).ShouldBe(-expected);
    }

    [Theory]
    [InlineData(null, "1", "1", "0", "1", "1", -1)]
    [InlineData("1", "1", "1", "0", "9", "9", 1)]
    [InlineData("0", "1", "9", "0", "2", "1", -1)]
    [InlineData("0", "1", "1", "0", "1", "2", -1)]
    [InlineData(null, "1", "1", "", "1", "1", 0)]
    public void labels_are_compared_by_epoch_then_version_then_release(string? epoch, string version, string release, string? otherEpoch, string otherVersion, string otherRelease, int expected) =>
        Math.Sign(RpmVersion.Compare((epoch, version, release), (otherEpoch, otherVersion, otherRelease))).ShouldBe(expected);

    [Fact]
    public void builds_are_compared_by_version_then_release()
    {
        RpmVersion.Compare(Nvr.Parse("a-1-9"), Nvr.Parse("a-2-1")).ShouldBeLessThan(0);
        RpmVersion.Compare(Nvr.Parse("a-1-9"), Nvr.Parse("a-1-10")).ShouldBeLessThan(0);
        RpmVersion.Compare(Nvr.Parse("a-1.0-9"), Nvr.Parse("a-1_0-9")).ShouldBe(0);
    }

    [Fact]
    public void builds_of_different_packages_cannot_be_compared() =>
        Should.Throw<ArgumentException>(() => RpmVersion.Compare(Nvr.Parse("a-1-1"), Nvr.Parse("b-1-1"))).Message.ShouldContain("a-1-1 and b-1-1");

    [Fact]
    public void the_full_order_tells_all_texts_apart()
    {
        RpmVersion.CompareFully(Nvr.Parse("a-9-9"), Nvr.Parse("b-1-1")).ShouldBeLessThan(0);
        RpmVersion.CompareFully(Nvr.Parse("a-1.0-9"), Nvr.Parse("a-1_0-9")).ShouldBeLessThan(0);
        RpmVersion.CompareFully(Nvr.Parse("a-1-9.0"), Nvr.Parse("a-1-9_0")).ShouldBeLessThan(0);
        RpmVersion.CompareFully(Nvr.Parse("a-1-9"), Nvr.Parse("a-1-9")).ShouldBe(0);
    }

    [Fact]
    public void it_is_an_order() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Texts(), Texts(), Texts(), (a, b, c) =>
    {
        Math.Sign(RpmVersion.Compare(a, b)).ShouldBe(-Math.Sign(RpmVersion.Compare(b, a)));
        RpmVersion.Compare(a, a).ShouldBe(0);
        if (RpmVersion.Compare(a, b) <= 0 && RpmVersion.Compare(b, c) <= 0)
            RpmVersion.Compare(a, c).ShouldBeLessThanOrEqualTo(0, $"'{a}' '{b}' '{c}'");
    }));

    static Arbitrary<string> Texts() => Gen.Elements("0", "1", "01", "10", "a", "b", "ab", ".", "~", "^", "_").ListOf().Select(string.Concat).ToArbitrary();
}
