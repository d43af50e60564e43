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
        [ReasonCode.ContainsAffectedRpm] = "It contains {installed}; {fix} has {needed}.",
        [ReasonCode.MayContainAffectedRpm] = "What it contains is not known, so it may contain what {fix} fixes.",
        [ReasonCode.AncestorOfAffectedImage] = "{image} is built on it, and it contains {installed}; {fix} has {needed}.",
        [ReasonCode.AncestorThatMayBeAffected] = "{image} is built on it, and what it contains is not known, so it may contain what {fix} fixes.",
        [ReasonCode.RequestedByName] = "{who} requested {name} of branch {branch}.",
        [ReasonCode.BetweenRequestedImages] = "It lies between images that were requested: {image} is built on it.",

        [ReasonCode.AllowedByPolicy] = "Policy allowed it: {rule} decided for {values}.",
        [ReasonCode.DeniedByPolicy] = "Policy denied it: {rule} decided for {values}.",
        [ReasonCode.NewestVersionUnaffected] = "Only its version {version} is affected; the newest is {newest}.",
        [ReasonCode.CascadeCycle] = "It is already part of this chain; rebuilding it again would go in a circle: {path}.",
        [ReasonCode.CascadeAlreadyVisited] = "This cascade rebuilds it already, in rebuild {rebuild}; this time it was reached by {path}.",
        [ReasonCode.AlreadyPlanned] = "The handler {handler} has planned it already in this rebuild.",
        [ReasonCode.DependencyCycle] = "It cannot be put in an order; its parents form a circle: {path}.",
        [ReasonCode.UnknownParent] = "It needs {parent}, which is not part of the plan.",
        [ReasonCode.InvalidName] = "Its {field} {rule}.",
        [ReasonCode.AffectedRpmNotInstalled] = "It contains none of the affected RPMs ({rpms}).",
        [ReasonCode.AlreadyFixed] = "Its {rpm} is {installed}, which is not older than {needed}.",
        [ReasonCode.FixIsForOtherStreams] = "Its {rpm} is {installed}; the fix is for other streams ({streams}).",
        [ReasonCode.ModularityDiffers] = "Its {rpm} is {installed} and the fix is {needed}; only one of the two is from a module.",
        [ReasonCode.RpmsNotPassedOn] = "It contains {installed}, but what is rebuilt on it contains none of its affected RPMs.",
        [ReasonCode.NotPublished] = "It is not published where images are rebuilt (it is in {repositories}).",
        [ReasonCode.OtherReleaseCategory] = "The release categories of {repository} ({own}) are none of those that count ({wanted}).",
        [ReasonCode.NoAutoRebuildTag] = "It carries no tag that its owner wants rebuilt (in {repository} it has {tags}, wanted are {wanted}).",
        [ReasonCode.ContentSetsDisjoint] = "Its content sets ({own}) are none of those of the fix ({wanted}).",
        [ReasonCode.HotfixImage] = "It is a hotfix (its label {label} is '{value}').",
        [ReasonCode.NotInCatalogue] = "The image catalogue does not know it.",
        [ReasonCode.NoKojiBuild] = "Koji does not know it.",
        [ReasonCode.NoKojiTask] = "Koji's build {build} of it has no task.",
        [ReasonCode.SourceUnreadable] = "Neither Koji's build {build} of it nor its task names a source that can be read.",
        [ReasonCode.SourceIsBranch] = "Its source in {repository} is not a commit.",
        [ReasonCode.NoBuildTarget] = "The task of Koji's build {build} of it names no build target.",
        [ReasonCode.NoExtraRepository] = "It is a base image, and no extra repository is configured for {image}.",
        [ReasonCode.AlreadyRebuilt] = "It was rebuilt before, as {rebuilt}.",
        [ReasonCode.FixIsPublished] = "Its newer build {published} is published and contains the fix.",
        [ReasonCode.NewerBaseIsPublished] = "It is a base image, and its newer build {published} is published.",
        [ReasonCode.NewerBuildExists] = "There is a newer build of it, {newer}.",
        [ReasonCode.SupersededBy] = "{newer} takes its place.",
        [ReasonCode.NothingBuiltOnIt] = "Nothing that is rebuilt is built on it any more.",
        [ReasonCode.ParentNotBuildable] = "It is built on {parent}, which cannot be rebuilt.",
        [ReasonCode.NotRequested] = "It was not requested and does not lie between images that were.",
        [ReasonCode.AdvisoryInSeveralTags] = "The builds of {advisory} are the latest ones of different tags ({tags}), so no one compose can hold them.",
        [ReasonCode.AdvisoryInNoCandidateTag] = "{builds} of {advisory} is not the latest build in any candidate tag, so no compose can hold it.",

        [ReasonCode.OtherContentTypes] = "{advisory} ships {types}, neither RPMs nor modules.",
        [ReasonCode.AdvisoryWithoutRpms] = "{advisory} names no RPMs.",
        [ReasonCode.AdvisoryWithoutContentSets] = "{advisory} goes to no Pulp repository.",
        [ReasonCode.NotAnNvr] = "The {field} '{text}' is not a name-version-release and was left out.",
        [ReasonCode.ParentNotInCatalogue] = "The image catalogue does not know {parent}; it is used as it is.",
        [ReasonCode.ParentNameUnusable] = "It is said to be built on '{text}', which is not a name-version-release; that was left out.",
        [ReasonCode.StageNotRebuilt] = "One of its stages is built on {parent}, which cannot be rebuilt; it is used as it is.",
        [ReasonCode.StageInCircle] = "One of its stages is built on {parent}, whose newest build needs it in turn; that stage is used as it is.",
        [ReasonCode.ContentUnknown] = "The image catalogue does not know what it contains.",
        [ReasonCode.ComposeNotUsable] = "Compose {compose} of the original build is {state} and is not used again.",
        [ReasonCode.RpmSourcesUnknown] = "The sources of {count} of its RPMs are not known; its compose is without them.",
        [ReasonCode.LeftOutNotRead] = "What else contains the RPMs could not be read, so not all that was left alone is named. {system} at {call}: {text}",

        [ReasonCode.UnknownAdvisory] = "The Errata Tool knows no advisory {advisory}.",
        [ReasonCode.UnknownRebuild] = "It was to continue rebuild {rebuild}, and there is none of that number.",
        [ReasonCode.NeverBuiltOnBranch] = "No published build was made from branch {branch} of {images}.",
        [ReasonCode.PlanTooLarge] = "There are more than {limit} {what} to consider.",

        [ReasonCode.NoHandler] = "No handler is switched on for {trigger}.",
        [ReasonCode.NothingToRebuild] = "Nothing is affected.",
        [ReasonCode.EverythingExcluded] = "Everything affected was left alone ({excluded}).",
        [ReasonCode.AlreadyHandled] = "The same fact ({key}) was handled before, in rebuild {rebuild}.",
        [ReasonCode.AllHandlersFailed] = "Every handler failed: {handlers}.",
        [ReasonCode.PlanIncomplete] = "The plan was incomplete, because {handlers} failed.",
        [ReasonCode.SomeHandlersFailed] = "What is affected is not known: {handlers} failed, and no other handler found anything to rebuild.",
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
        [ReasonCode.StuckInBuildSystem] = "Nothing was heard of build {build} for too long, so it was canceled in {system}.",
        [ReasonCode.CanceledBeforeStart] = "It was canceled before it started.",
        [ReasonCode.CanceledInBuildSystem] = "Build {build} was canceled in {system}.",
        [ReasonCode.RetryRequested] = "{who} had it tried again: {why}",
        [ReasonCode.CanceledWithParent] = "It was canceled before it started, with {parent}, which it needs.",
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
        [ReasonCode.BuildUnreadable] = "{system} cannot say what the build {build} is: {text}",

        [ReasonCode.ImageUnreadable] = "What {system} says of {image} cannot be read. {call}: {text}",
        [ReasonCode.RecordUnreadable] = "{system} has a record that cannot be read; it was left out. {call}: {text}",
        [ReasonCode.MoreRecordsUnreadable] = "{count} more records of {system} cannot be read.",

        [ReasonCode.WaitsForPlan] = "The handler {handler} is not done with its plan; no build starts before the plan is complete.",
        [ReasonCode.WaitsForParent] = "It needs {parent}, which is {phase}.",
        [ReasonCode.WaitsForCompose] = "It needs the compose {compose}, which is {phase}.",
        [ReasonCode.WaitsForTurn] = "As many builds run as may, in all or for {target}; it starts when one of them ends and its turn has come.",
        [ReasonCode.WaitsForNextAttempt] = "Attempt {attempt} begins after {until}.",
        [ReasonCode.WaitsForStep] = "A step of our own is under way: {step}.",
        [ReasonCode.WaitsForBuildSystem] = "{system} has it as {build}, in state {state} since {since}.",
        [ReasonCode.SilentInBuildSystem] = "{system} has it as {build}, in state {state}, and nothing has been heard of it since {since}: it is stuck.",
        [ReasonCode.WaitsForCancel] = "It is to be stopped; {system} has not confirmed that it is.",
    };

    /// <summary>
    /// The sentence for <paramref name="reason"/>, then those of the reasons that led to it. A parameter that is missing (an older event) shows as <c>?</c>.
    /// </summary>
    public static string Render(Reason reason) => reason.Because is { Count: > 0 } because ? string.Join(' ', [RenderAlone(reason), .. because.Select(Render)]) : RenderAlone(reason);

    static string RenderAlone(Reason reason) =>
        Placeholder().Replace(Templates[reason.Code], m => reason.Parameters.TryGetValue(m.Groups[1].Value, out var value) ? value : "?");

    /// <summary>The parameters that the sentence of a code names.</summary>
    public static IReadOnlyList<string> ParametersOf(ReasonCode code) => [.. Placeholder().Matches(Templates[code]).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("{([a-z]+)}")]
    private static partial Regex Placeholder();
}
