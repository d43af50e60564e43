using System.Security.Cryptography;
using System.Text;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

/// <summary>
/// What a dry run answers itself instead of asking for changes outside. Numbers are negative, as nothing outside has, and derive from what they are of, so that
/// work done twice answers the same.
/// </summary>
static class DryRun
{
    public static IRebuildCommand Bump(BumpSource work) => new RecordBump(work.RebuildId, work.Build, Hash(work.RebuildId, work.Build), false, null);

    public static IRebuildCommand Build(BuildWork work, Rebuild rebuild) => rebuild.Stops(rebuild.Builds[work.Build])
        ? new RecordNotSubmitted(work.RebuildId, work.Build)
        : new RecordDryRun(work.RebuildId, work.Build, Number(work.RebuildId, $"{work.Build} {work.Attempt}"));

    public static IRebuildCommand Compose(AskForCompose work) => RecordComposeAnswer.Of(
        work, new ComposeAnswer.Accepted(new(Number(work.RebuildId, work.Compose), ComposeState.Done, null, null, null, null)), adopted: false);

    static string Hash(params ReadOnlySpan<string> of) => Convert.ToHexStringLower(HashOf(of))[..40];

    static long Number(params ReadOnlySpan<string> of) => -1 - (BitConverter.ToUInt32(HashOf(of)) & 0x7fff_ffff);

    static byte[] HashOf(ReadOnlySpan<string> of) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', of!)));
}
