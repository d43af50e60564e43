using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using GraphQL.Types;

namespace Freshmaker.Host.GraphQL.Types;

/// <summary>An enum of the Domain with a description of each value.</summary>
abstract class DescribedEnum<T> : EnumerationGraphType<T> where T : struct, Enum
{
    protected DescribedEnum(string description, Func<T, string> describe)
    {
        Description = description;
        foreach (var value in Values)
            value.Description = describe((T)value.Value!);
    }

    protected static Func<T, string> From(Dictionary<T, string> descriptions) => value => descriptions[value];
}

sealed class RebuildStateType() : DescribedEnum<RebuildState>("How far a rebuild is.", From(new()
{
    [RebuildState.Initialized] = "It is being planned.",
    [RebuildState.Building] = "The plan is complete and being carried out.",
    [RebuildState.Complete] = "Everything has ended and something was built.",
    [RebuildState.Failed] = "Nothing could be built or planned.",
    [RebuildState.Skipped] = "Nothing was to be built.",
    [RebuildState.Canceled] = "A person canceled it.",
}));

sealed class BuildStateType() : DescribedEnum<BuildState>("How far a build is, in the words of the messages and of the REST API.", From(new()
{
    [BuildState.Build] = "The build system has it.",
    [BuildState.Done] = "It was built.",
    [BuildState.Failed] = "It failed, or a parent was not built.",
    [BuildState.Canceled] = "It was canceled.",
    [BuildState.Planned] = "It waits, is being prepared or is being submitted.",
}));

sealed class BuildPhaseType() : DescribedEnum<BuildPhase>("How far a build is, precisely.", From(new()
{
    [BuildPhase.Waiting] = "It waits for its parents, its composes, or the time of its next attempt.",
    [BuildPhase.Bumping] = "Its bump commit is being made.",
    [BuildPhase.Queued] = "It could start and waits for its turn, because the number of running builds is limited.",
    [BuildPhase.Submitting] = "It is being handed to the build system.",
    [BuildPhase.Building] = "The build system has it.",
    [BuildPhase.Verifying] = "It was built; its result is being looked at.",
    [BuildPhase.Succeeded] = "It was built.",
    [BuildPhase.Failed] = "It failed.",
    [BuildPhase.Blocked] = "A parent was not built, so it cannot be.",
    [BuildPhase.Canceled] = "It was canceled.",
}));

sealed class BlockerKindType() : DescribedEnum<BlockerKind>("What kind of thing a build waits for.", From(new()
{
    [BlockerKind.Plan] = "A handler whose plan is not complete; builds begin when all plans are.",
    [BlockerKind.Parent] = "A build that has to be done first.",
    [BlockerKind.Compose] = "A compose that has to be ready first.",
    [BlockerKind.Turn] = "Its turn: one of the builds that run now has to end, or the limit to be raised.",
    [BlockerKind.Pause] = "The time of the next attempt.",
    [BlockerKind.OwnStep] = "A step of the service that is under way.",
    [BlockerKind.BuildSystem] = "The build system, to be done with it.",
    [BlockerKind.Cancel] = "The build system, to confirm that it has been stopped.",
}));

sealed class WhyKindType() : DescribedEnum<WhyKind>("Kinds of links in a chain of causes.", From(new()
{
    [WhyKind.Planned] = "A handler planned a build, for a reason.",
    [WhyKind.Allowed] = "A policy rule let it be.",
    [WhyKind.Needs] = "A build needs another one of the same plan.",
    [WhyKind.Trigger] = "What happened outside, which the plan was an answer to.",
    [WhyKind.EarlierBuild] = "A build of an earlier rebuild was what happened.",
    [WhyKind.Message] = "The message that everything began with.",
    [WhyKind.Person] = "The person who asked for it.",
}));

sealed class WhyNotKindType() : DescribedEnum<WhyNotKind>("Why something was not rebuilt.", From(new()
{
    [WhyNotKind.Planned] = "It was planned: the build tells how it went.",
    [WhyNotKind.Excluded] = "It was looked at and left alone.",
    [WhyNotKind.NotInAnswer] = "It was never considered: catalogues did not name it as affected.",
    [WhyNotKind.HandlerFailed] = "A handler failed, so what it would have named is not known.",
    [WhyNotKind.NotPlannedYet] = "Not all handlers have answered yet.",
    [WhyNotKind.EndedBefore] = "The rebuild ended before all handlers had answered.",
    [WhyNotKind.NoHandler] = "No handler was asked: none is switched on for it, or the same fact was handled before.",
    [WhyNotKind.SetAside] = "The message came and was refused.",
    [WhyNotKind.NeverReceived] = "No such message has led to a rebuild.",
}));

sealed class PlanEdgeKindType() : DescribedEnum<PlanEdgeKind>("What a build needs another one for.", From(new()
{
    [PlanEdgeKind.BuiltOn] = "It is built on its result.",
    [PlanEdgeKind.Needs] = "It needs it for something else, for example a stage of its build.",
}));

sealed class HandlerPhaseType() : DescribedEnum<HandlerPhase>("How far a handler is with its plan.", From(new()
{
    [HandlerPhase.Pending] = "It has not answered yet.",
    [HandlerPhase.Completed] = "It has answered.",
    [HandlerPhase.Failed] = "It has failed for good.",
}));

sealed class TriggerKindType() : DescribedEnum<TriggerKind>("Kinds of triggers.", From(new()
{
    [TriggerKind.ModuleReady] = "A module became ready in MBS.",
    [TriggerKind.ModuleMetadataChanged] = "A module's own metadata file changed in dist-git.",
    [TriggerKind.RpmSpecChanged] = "The spec file of an RPM changed in dist-git.",
    [TriggerKind.DockerfileChanged] = "The Dockerfile of a container changed in dist-git.",
    [TriggerKind.RpmsStable] = "A Bodhi update became stable.",
    [TriggerKind.AdvisoryShipped] = "An advisory was shipped.",
    [TriggerKind.AdvisoryRebuildRequested] = "A person asked for the rebuild of an advisory.",
    [TriggerKind.ImageRebuildRequested] = "A person asked for the rebuild of named images.",
    [TriggerKind.ModuleRebuildRequested] = "A person asked for the rebuild of a module.",
    [TriggerKind.ImageBuilt] = "Koji completed an image that was not built by Freshmaker.",
}));

sealed class ArtifactKindType() : DescribedEnum<ArtifactKind>("What can be rebuilt.", From(new()
{
    [ArtifactKind.Rpm] = "An RPM.",
    [ArtifactKind.Image] = "A container image.",
    [ArtifactKind.Module] = "A module.",
    [ArtifactKind.ImageRepository] = "A repository of container images.",
}));

sealed class ModuleBuildStateType() : DescribedEnum<ModuleBuildState>("States of a module build in MBS.", From(new()
{
    [ModuleBuildState.Init] = "MBS has accepted it.",
    [ModuleBuildState.Wait] = "It waits for a worker.",
    [ModuleBuildState.Build] = "Its components are being built.",
    [ModuleBuildState.Done] = "Its components are built.",
    [ModuleBuildState.Failed] = "It failed.",
    [ModuleBuildState.Ready] = "It can be used.",
    [ModuleBuildState.Garbage] = "It is to be forgotten.",
}));

sealed class TaskStateType() : DescribedEnum<TaskState>("States of a task in Koji.", From(new()
{
    [TaskState.Free] = "It waits for a builder.",
    [TaskState.Assigned] = "A builder has it.",
    [TaskState.Open] = "It is running.",
    [TaskState.Closed] = "It has succeeded.",
    [TaskState.Canceled] = "It was canceled.",
    [TaskState.Failed] = "It failed.",
}));

sealed class RebuildReasonType() : DescribedEnum<RebuildReason>("Why an artifact is part of a plan, in the words of the messages and of the REST API.", From(new()
{
    [RebuildReason.Unknown] = "The plan does not say.",
    [RebuildReason.DirectlyAffected] = "A change affects it by itself.",
    [RebuildReason.Dependency] = "It is rebuilt because of what it is built on, or what is built on it.",
}));

/// <summary>The description of a code is its sentence with the names of its parameters.</summary>
sealed class ReasonCodeType() : DescribedEnum<ReasonCode>("Why something was rebuilt, left alone, retried or ended.", code => Sentences.Render(
    new(code, Sentences.ParametersOf(code).Distinct().ToDictionary(p => p, p => $"{{{p}}}"))));
