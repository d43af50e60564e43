using System.ComponentModel;
using System.Text;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Types;

[Name("RebuildFilter")]
[Description("Which rebuilds. All that is given must hold.")]
public sealed class RebuildWhere
{
    [Description("In one of these states.")]
    public IReadOnlyList<RebuildState>? State { get; set; }

    [Description("Caused by one of these kinds of triggers.")]
    public IReadOnlyList<TriggerKind>? TriggerKind { get; set; }

    [Description("Those that build, or leave alone, an artifact of exactly this name.")]
    public string? ArtifactName { get; set; }

    [Description("With exactly this search key.")]
    public string? SearchKey { get; set; }

    [Description("Caused by the message with exactly this id.")]
    public string? MessageId { get; set; }

    [Description("Received at this time or later.")]
    public DateTimeOffset? ReceivedFrom { get; set; }

    [Description("Received before this time.")]
    public DateTimeOffset? ReceivedBefore { get; set; }

    internal RebuildFilter ToFilter() => new(
        State, TriggerKind, ArtifactName.Checked("where.artifactName"), SearchKey.Checked("where.searchKey"), MessageId.Checked("where.messageId"),
        ReceivedFrom, ReceivedBefore);
}

[Name("BuildFilter")]
[Description("Which builds. All that is given must hold.")]
public sealed class BuildWhere
{
    [Description("In one of these states.")]
    public IReadOnlyList<BuildState>? State { get; set; }

    [Description("Of artifacts of one of these kinds.")]
    public IReadOnlyList<ArtifactKind>? Kind { get; set; }

    [Description("Of artifacts of exactly this name.")]
    public string? Name { get; set; }

    [Description("Of artifacts of exactly this branch.")]
    public string? Branch { get; set; }

    [Description("With this id in the build system.")]
    public long? ExternalId { get; set; }

    [Id, Description("Of the rebuild with this id.")]
    public string? Rebuild { get; set; }

    internal BuildFilter ToFilter() => new(
        State, Kind, Name.Checked("where.name"), Branch.Checked("where.branch"), ExternalId, Rebuild is null ? null : Ids.Rebuild("where.rebuild", Rebuild));
}

static class Texts
{
    const int MaxLength = 1000;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Text that the database can compare with.</summary>
    public static string? Checked(this string? text, string argument)
    {
        if (text is null)
            return null;
        if (text.Length > MaxLength)
            throw Refused.Argument(argument, $"must not be longer than {MaxLength} characters; it has {text.Length}");
        if (text.Contains('\0'))
            throw Refused.Argument(argument, "must not contain the character U+0000");
        try
        {
            _ = Strict.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException)
        {
            throw Refused.Argument(argument, "must be well-formed Unicode");
        }
    }
}
