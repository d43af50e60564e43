using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Reasons;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.GraphQL.Wording;

/// <summary>Says for people how a build came about.</summary>
static class WhySentences
{
    /// <summary>Null when the caller may not know it.</summary>
    public static string? Of(WhyStep step, Discretion discretion) => step switch
    {
        { Kind: WhyKind.Planned, Build: { } build, Reason: { } cause } => $"{step.Handler} planned {Show(build)}. {Sentences.Render(discretion.Of(cause))}",
        { Kind: WhyKind.Allowed, Build: { } build, Reason: { } rule } => $"{Show(build)}: {Sentences.Render(rule)}",
        { Kind: WhyKind.Needs, Build: { } build, Other: { } parent } => $"{Show(build)} needs {Show(parent)}{Becomes(step)}{Packages(step.Packages)}.",
        { Kind: WhyKind.Trigger, Trigger: { } trigger } => EventSentences.Of(discretion.Of(trigger)),
        { Kind: WhyKind.EarlierBuild, Other: { } build } => $"That was the build of {Show(build)} in an earlier rebuild.",
        { Kind: WhyKind.Message, MessageId: { } message } => $"It all began with message {message}.",
        { Kind: WhyKind.Person, Person: { } person } => discretion.Person(person) is { } name ? $"{name} asked for it." : null,
        _ => null,
    };

    static string Becomes(WhyStep step) => (step.From, step.To) switch
    {
        ({ } from, { } to) => $", {from} -> {to}",
        (null, { } to) => $", which becomes {to}",
        _ => "",
    };

    static string Packages(IReadOnlyList<PackageChange> packages) => packages.Count == 0 ? "" : $" ({string.Join(", ", packages.Select(Show))})";

    static string Show(PackageChange package) => package switch
    {
        { From: { } from, To: { } to } => $"{package.Name}: {from} -> {to}",
        { To: { } to } => $"{package.Name}: {to}",
        _ => package.Name,
    };

    static string Show(string key) => ArtifactKeys.Show(key);
}
