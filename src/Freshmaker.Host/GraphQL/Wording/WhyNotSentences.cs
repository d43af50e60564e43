using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Reasons;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.GraphQL.Wording;

/// <summary>Says for people why something was not rebuilt.</summary>
static class WhyNotSentences
{
    public static string Of(
        WhyNotAnswer answer, PastRebuild? rebuild, ArtifactQuestion question, IReadOnlyList<string> topics, string? refusal, Discretion discretion)
    {
        var what = question.Nvr ?? question.Name;
        var by = rebuild is null ? "" : $" Rebuild {rebuild.Rows.Rebuild.Number}: {(rebuild.State.Trigger is { } trigger ? EventSentences.Of(discretion.Of(trigger)) : "its trigger is not known.")}";
        var why = answer.Reason is { } reason ? $" {Sentences.Render(discretion.Of(reason))}" : "";
        string text = answer.Kind switch
        {
            WhyNotKind.Planned => $"It was planned: {string.Join(", ", answer.Builds.Select(key => $"{ArtifactKeys.Show(key)} is {Phase(rebuild, key)}"))}.{why}",
            WhyNotKind.Excluded => string.Join(' ', answer.Excluded.Select(x => $"{x.Handler} left {x.Nvr ?? x.Artifact.ToString()} alone. {Sentences.Render(discretion.Of(x.Reason))}")),
            WhyNotKind.NotInAnswer => $"{what} was never considered: it was not in what {Handlers(rebuild)} found to be affected.{why}",
            WhyNotKind.HandlerFailed => $"What is affected is not fully known, because a handler failed.{why}",
            WhyNotKind.NotPlannedYet => $"The plan is not complete yet.{why}",
            WhyNotKind.EndedBefore => $"The rebuild ended before its plan was complete.{why}",
            WhyNotKind.NoHandler => $"Nothing was planned.{why}",
            WhyNotKind.SetAside => $"The message was refused and set aside. {refusal}.",
            _ => $"No such message has led to a rebuild. These topics are listened to: {string.Join(", ", topics)}.",
        };
        return $"{text}{Others(answer)}{by}";
    }

    static string Others(WhyNotAnswer answer) =>
        (answer.OtherBuilds.Count == 0 ? "" : $" Planned was {string.Join(", ", answer.OtherBuilds.Select(ArtifactKeys.Show))}.")
        + string.Concat(answer.OtherExcluded.Select(x => $" {x.Nvr ?? x.Artifact.ToString()} was left alone: {Sentences.Render(x.Reason)}"));

    static string Phase(PastRebuild? rebuild, string key) => $"{rebuild?.Rows.Build(key)?.Phase}".ToLowerInvariant();

    static string Handlers(PastRebuild? rebuild) => rebuild is null ? "the handlers" : string.Join(" and ", rebuild.Rows.Rebuild.Handlers.Select(h => h.Name));
}
