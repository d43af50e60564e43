namespace Freshmaker.Domain.Messages;

/// <summary>Pushes as pagure announces them, <c>pagure.git.receive</c>: no file list, so dist-git has to be asked (messages.md §3).</summary>
public sealed class PagureGitReceiveParser : IMessageParser
{
    const string BranchPrefix = "refs/heads/";

    public string TopicSuffix => "pagure.git.receive";

    public ParseResult Parse(BusMessage message)
    {
        var body = message.Body;
        if (body.At("repo") is not { } repo)
            return ParseResult.Refuse("repo", "must be an object that describes the repository");
        if (body.At("repo", "parent") is { ValueKind: System.Text.Json.JsonValueKind.Object })
            return new ParseResult.NotForUs("a push to a fork");
        if (repo.Text("name") is not { } name)
            return ParseResult.Refuse("repo.name", "must be a text");

        var @namespace = repo.Text("namespace") ?? NamespaceOf(repo.Text("fullname"));
        if (@namespace is null || !Push.IsKnownNamespace(@namespace))
            return new ParseResult.NotForUs($"a push to the namespace {@namespace ?? "(none)"}");

        // 2016 messages say refs/heads/master, newer ones the bare branch.
        if (body.Text("branch") is not { } branch)
            return ParseResult.Refuse("branch", "must be a text");
        if (branch.StartsWith("refs/", StringComparison.Ordinal) && !branch.StartsWith(BranchPrefix, StringComparison.Ordinal))
            return new ParseResult.NotForUs("a push to something that is not a branch");
        if (body.Text("end_commit") is not { } revision)
            return ParseResult.Refuse("end_commit", "must be a text");

        var push = new Push(@namespace, name, branch.StartsWith(BranchPrefix, StringComparison.Ordinal) ? branch[BranchPrefix.Length..] : branch, revision);
        if (push.Check() is { } refusal)
            return ParseResult.Refuse(refusal.Field, refusal.Rule);
        return revision.All(c => c == '0')
            ? new ParseResult.NotForUs("the branch was deleted")
            : new ParseResult.NeedsChangedFiles(push, StartOf(body.Text("start_commit")));
    }

    /// <summary>The commit before the push; null (then only the tip's own changes count) for a new branch or nonsense.</summary>
    static string? StartOf(string? commit) =>
        commit is { Length: >= 7 and <= 64 } && commit.All(char.IsAsciiHexDigit) && commit.Any(c => c != '0') ? commit : null;

    static string? NamespaceOf(string? fullName) => fullName?.Split('/') is [var first, _] ? first : null;
}
