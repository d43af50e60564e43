using System.Text.RegularExpressions;

namespace Freshmaker.Domain.Reasons;

/// <summary>Renders reasons for people. Only readers call this: stored data holds codes and parameters.</summary>
public static partial class Sentences
{
    static readonly Dictionary<ReasonCode, string> Templates = new()
    {
        [ReasonCode.ModuleMetadataChanged] = "The module's own metadata file changed in commit {revision}.",
        [ReasonCode.ContainsChangedRpm] = "It contains the RPM {rpm} of branch {branch}, whose spec file changed in commit {revision}.",
        [ReasonCode.BuiltFromRebuiltModule] = "It is built from module {module}, which became ready as MBS build {build}.",

        [ReasonCode.DeniedByPolicy] = "Policy denied it: {rule} decided for {values}.",
        [ReasonCode.NewestVersionUnaffected] = "Only its version {version} is affected; the newest is {newest}.",
        [ReasonCode.CascadeCycle] = "It is already part of this chain; rebuilding it again would go in a circle: {path}.",
        [ReasonCode.CascadeAlreadyVisited] = "This cascade rebuilds it already, in rebuild {rebuild}; this time it was reached by {path}.",
        [ReasonCode.AlreadyPlanned] = "The handler {handler} has planned it already in this rebuild.",
        [ReasonCode.DependencyCycle] = "It cannot be put in an order; its parents form a circle: {path}.",
        [ReasonCode.UnknownParent] = "It needs {parent}, which is not part of the plan.",
        [ReasonCode.InvalidName] = "Its {field} {rule}.",

        [ReasonCode.NoHandler] = "No handler is switched on for {trigger}.",
        [ReasonCode.NothingToRebuild] = "Nothing is affected.",
        [ReasonCode.EverythingExcluded] = "Everything affected was left alone ({excluded}).",
        [ReasonCode.AlreadyHandled] = "The same fact ({key}) was handled before, in rebuild {rebuild}.",
        [ReasonCode.AllHandlersFailed] = "Every handler failed: {handlers}.",
        [ReasonCode.AllRebuilt] = "Everything planned was rebuilt ({total}).",
        [ReasonCode.SomeFailed] = "Not everything planned was rebuilt ({failed} of {total} were not).",
        [ReasonCode.AllFailed] = "Nothing planned could be rebuilt ({total}).",
        [ReasonCode.CancelRequested] = "{who} canceled it: {why}.",

        [ReasonCode.HandlerCrashed] = "The handler {handler} failed: {text}",
        [ReasonCode.OutsideUnavailable] = "{system} did not answer {call} usefully: {text}",
        [ReasonCode.RetriesExhausted] = "Given up after {attempts} attempts. {system} at {call}: {text}",
        [ReasonCode.BumpFailed] = "The source could not be bumped: {text}",
        [ReasonCode.SubmissionRefused] = "{system} refused the build: {text}",
        [ReasonCode.FailedInBuildSystem] = "Build {build} ended as {state} in {system}: {text}",
        [ReasonCode.LostInBuildSystem] = "{system} does not know build {build} any more.",
        [ReasonCode.CanceledBeforeStart] = "It was canceled before it started.",
        [ReasonCode.CanceledInBuildSystem] = "Build {build} was canceled in {system}.",
        [ReasonCode.ParentNotBuilt] = "It needs {parent}, which was not built.",

        [ReasonCode.ComposeFailed] = "It needs compose {compose}, which could not be made.",
        [ReasonCode.ComposeRefused] = "ODCS refused the compose: {text}",
        [ReasonCode.ComposeEnded] = "Compose {compose} ended as {state}: {text}",
        [ReasonCode.ComposeRemoved] = "ODCS removed compose {compose} before it was used.",
        [ReasonCode.ComposeExpires] = "Compose {compose} is gone or expires too soon.",
        [ReasonCode.NoResult] = "Koji closed task {task} but knows no build that it made.",
        [ReasonCode.RpmsNotUpdated] = "{nvr} was built, but still contains older RPMs than the fix: {rpms}.",

        [ReasonCode.DockerfileChanged] = "Its Dockerfile changed in commit {revision}.",
        [ReasonCode.IncludesUpdatedRpms] = "It includes {rpms}, which the stable update {update} changed.",
        [ReasonCode.ContainsUpdatedRpms] = "It contains {rpms}, which the stable update {update} changed.",
        [ReasonCode.ParentBuilt] = "It is built on {parent}; {built} is newer and was built by others.",

        [ReasonCode.UpdateWithoutBranch] = "The update {update} does not say which branch its release has, so nobody can say what is of the same release.",
        [ReasonCode.UpdatedBuildUnknown] = "{system} does not know the build {build} of the update {update}, so what includes its RPMs is not known.",
        [ReasonCode.OtherRelease] = "It is built from branch {branch}; the update {update} is for {release}.",
        [ReasonCode.ContainerWithoutBranch] = "{system} does not say which branch it is built from.",
        [ReasonCode.SourceMissing] = "dist-git has no branch {branch} of {repository}.",
        [ReasonCode.OnParentAlready] = "It is built on {parent}, which is not older than {built}.",
        [ReasonCode.NoRepositoryWantsIt] = "No published repository wants the tags rebuilt that it carries there: {tags}.",
        [ReasonCode.NewerBuildPublished] = "A newer build of it is published in the same repositories: {newest}.",
        [ReasonCode.BuildUnknown] = "{system} does not know the build {build}.",
        [ReasonCode.BuildIncomplete] = "{system} does not say the {field} of the build {build}.",
    };

    /// <summary>The sentence for <paramref name="reason"/>. A parameter that is missing (an older event) shows as <c>?</c>.</summary>
    public static string Render(Reason reason) =>
        Placeholder().Replace(Templates[reason.Code], m => reason.Parameters.TryGetValue(m.Groups[1].Value, out var value) ? value : "?");

    /// <summary>The parameters that the sentence of a code names.</summary>
    public static IReadOnlyList<string> ParametersOf(ReasonCode code) => [.. Placeholder().Matches(Templates[code]).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("{([a-z]+)}")]
    private static partial Regex Placeholder();
}
