using Freshmaker.Domain.Rebuilds;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Deriving_rebuild_ids
{
    [Theory]
    [InlineData("9fef6790-55df-4bbc-aa25-275e0e3ef892", "rebuild-9fef679055df4bbcaa25275e0e3ef892")]
    [InlineData("9FEF6790-55DF-4BBC-AA25-275E0E3EF892", "rebuild-9fef679055df4bbcaa25275e0e3ef892")]
    [InlineData(" 9fef6790-55df-4bbc-aa25-275e0e3ef892 ", "rebuild-9fef679055df4bbcaa25275e0e3ef892")]
    // first 16 bytes of SHA-256, as sha256sum prints them: stored keys must stay what they are
    [InlineData("abc", "rebuild-ba7816bf8f01cfea414140de5dae2223")]
    [InlineData("", "rebuild-e3b0c44298fc1c149afbf4c8996fb924")]
    public void an_id_gives_this_key_for_ever(string messageId, string key) => RebuildId.Of(messageId).ShouldBe(key);

    [Theory]
    [InlineData("{9fef6790-55df-4bbc-aa25-275e0e3ef892}")]
    [InlineData("9fef679055df4bbcaa25275e0e3ef892")]
    [InlineData("2031-9fef6790-55df-4bbc-aa25-275e0e3ef892")]
    [InlineData("ABC")]
    public void only_the_usual_form_is_a_GUID_and_case_counts_otherwise(string messageId)
    {
        RebuildId.Of(messageId).ShouldNotBe("rebuild-9fef679055df4bbcaa25275e0e3ef892");
        RebuildId.Of(messageId).ShouldNotBe(RebuildId.Of("abc"));
    }

    [Fact]
    public void any_id_gives_one_key_of_one_form() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), id =>
            RebuildId.Of(id.Get) == RebuildId.Of(id.Get)
            && RebuildId.Of(id.Get) == RebuildId.Prefix + RebuildId.GuidOf(id.Get).ToString("N")));
}
