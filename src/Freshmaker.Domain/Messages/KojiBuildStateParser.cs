using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Messages;

/// <summary>
/// Koji builds, <c>buildsys.build.state.change</c>, in the old and the 2023+ form (messages.md §3). A complete image is also a trigger, whoever built it.
/// </summary>
/// <remarks>
/// What is an image: a build by a task of method <c>buildContainer</c>, where the message describes the task (2023+). A task of another method makes none,
/// so the message is not for us: that settles most of them at once. The old form, and imports by a content generator, whose task is null, do not say; there
/// a name that ends in <c>-container</c> counts, which is how OSBS images are named. An image of another name is then missed as a trigger, but is still
/// progress, by which builds of ours are found under any name.
/// </remarks>
public sealed class KojiBuildStateParser : IMessageParser
{
    const string ImageSuffix = "-container";

    public string TopicSuffix => "buildsys.build.state.change";

    public ParseResult Parse(BusMessage message)
    {
        var body = message.Body;
        var method = body.Text("task", "method");
        if (KojiTask.Foreign(body.Text("attribute"), method) is { } foreign)
            return foreign;

        // Koji's own schema allows null: a build that begins and has no number yet. It will be told of again.
        if (body.At("build_id") is null)
            return new ParseResult.NotForUs("a build that Koji has not numbered");
        if (body.WholeNumber("build_id") is not (> 0 and var id))
            return ParseResult.Refuse("build_id", "must be a positive whole number");
        if (body.WholeNumber("new") is not (>= 0 and <= (int)KojiBuildState.Canceled and var state))
            return ParseResult.Refuse("new", "must be one of Koji's build states, 0 to 4");
        if (body.Text("name") is not { } name)
            return ParseResult.Refuse("name", "must be a text");
        if (body.Text("version") is not { } version || version.Contains('-'))
            return ParseResult.Refuse("version", "must be a text without '-'");
        if (body.Text("release") is not { } release || release.Contains('-'))
            return ParseResult.Refuse("release", "must be a text without '-'");

        var nvr = new Nvr(name, version, release).ToString();
        if (ArtifactNames.BrokenRuleOfNvr(nvr) is { } rule)
            return ParseResult.Refuse("name, version and release", $"together {rule}");

        var progress = new KojiBuildProgress(id, nvr, (KojiBuildState)state, body.WholeNumber("task_id") is > 0 and var task ? task : null);
        return progress.State == KojiBuildState.Complete && (method is not null || name.EndsWith(ImageSuffix, StringComparison.Ordinal))
            ? new ParseResult.Triggered(new ImageBuilt(nvr, id, progress.TaskId), progress)
            : new ParseResult.Progressed(progress);
    }
}
