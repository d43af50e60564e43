namespace Freshmaker.Domain.Messages;

/// <summary>dist-git pushes, <c>git.receive</c> (behaviour.md §1.2 T1), with the older forms of messages.md §3.</summary>
public sealed class GitReceiveParser : IMessageParser
{
    public string TopicSuffix => "git.receive";

    public bool TakesLongerTopics => true;

    public ParseResult Parse(BusMessage message)
    {
        if (message.Body.At("commit") is not { } commit)
            return ParseResult.Refuse("commit", "must be an object that describes the pushed commit");

        // The oldest messages have no namespace: then there were only RPMs.
        var @namespace = commit.At("namespace") is null ? "rpms" : commit.Text("namespace");
        if (@namespace is null)
            return ParseResult.Refuse("commit.namespace", "must be a text");
        if (!Push.IsKnownNamespace(@namespace))
            return new ParseResult.NotForUs($"a push to the namespace {@namespace}");
        if (commit.Text("repo") is not { } repository)
            return ParseResult.Refuse("commit.repo", "must be a text");
        if (commit.Text("branch") is not { } branch)
            return ParseResult.Refuse("commit.branch", "must be a text");
        if (commit.Text("rev") is not { } revision)
            return ParseResult.Refuse("commit.rev", "must be a text");

        var push = new Push(@namespace, repository, branch, revision);
        if (push.Check() is { } refusal)
            return ParseResult.Refuse($"commit.{refusal.Field}", refusal.Rule);
        return commit.At("stats", "files") switch
        {
            null => new ParseResult.NeedsChangedFiles(push, Since: null),
            { ValueKind: System.Text.Json.JsonValueKind.Object } => push.Classify(commit.Names("stats", "files")),
            _ => ParseResult.Refuse("commit.stats.files", "must be an object whose members are the changed files"),
        };
    }
}
