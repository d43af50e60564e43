namespace Freshmaker.Domain.Reasons;

/// <summary>Why something was rebuilt, left alone, retried or ended. Stored by name: renaming one needs an upcast of stored events.</summary>
public enum ReasonCode
{
    // causes of a planned build
    ModuleMetadataChanged,
    ContainsChangedRpm,
    BuiltFromRebuiltModule,
    ContainsAffectedRpm,
    MayContainAffectedRpm,
    AncestorOfAffectedImage,
    AncestorThatMayBeAffected,
    RequestedByName,
    BetweenRequestedImages,

    // exclusions
    DeniedByPolicy,
    NewestVersionUnaffected,
    CascadeCycle,
    CascadeAlreadyVisited,
    AlreadyPlanned,
    DependencyCycle,
    UnknownParent,
    InvalidName,
    AffectedRpmNotInstalled,
    AlreadyFixed,
    FixIsForOtherStreams,
    ModularityDiffers,
    RpmsNotPassedOn,
    NotPublished,
    OtherReleaseCategory,
    NoAutoRebuildTag,
    ContentSetsDisjoint,
    HotfixImage,
    NotInCatalogue,
    NoKojiBuild,
    NoKojiTask,
    SourceUnreadable,
    SourceIsBranch,
    NoBuildTarget,
    NoExtraRepository,
    AlreadyRebuilt,
    FixIsPublished,
    NewerBaseIsPublished,
    NewerBuildExists,
    SupersededBy,
    NothingBuiltOnIt,
    ParentNotBuildable,
    NotRequested,
    AdvisoryInSeveralTags,
    AdvisoryInNoCandidateTag,

    // what a plan rests on that was incomplete
    OtherContentTypes,
    AdvisoryWithoutRpms,
    AdvisoryWithoutContentSets,
    NotAnNvr,
    ParentNotInCatalogue,
    ParentNameUnusable,
    StageNotRebuilt,
    StageInCircle,
    ContentUnknown,
    ComposeNotUsable,
    RpmSourcesUnknown,
    LeftOutNotRead,

    // why no plan could be made
    UnknownAdvisory,
    UnknownRebuild,
    NeverBuiltOnBranch,
    PlanTooLarge,

    // ends of a rebuild
    NoHandler,
    NothingToRebuild,
    EverythingExcluded,
    AlreadyHandled,
    AllHandlersFailed,
    SomeHandlersFailed,
    PlanIncomplete,
    AllRebuilt,
    SomeFailed,
    AllFailed,
    CancelRequested,

    // faults
    HandlerCrashed,
    OutsideUnavailable,
    RetriesExhausted,
    BumpFailed,
    SubmissionRefused,
    FailedInBuildSystem,
    LostInBuildSystem,
    StuckInBuildSystem,
    CanceledBeforeStart,
    CanceledInBuildSystem,
    CanceledWithParent,
    RetryRequested,
    ParentNotBuilt,

    // composes and images
    ComposeFailed,
    ComposeRefused,
    ComposeEnded,
    ComposeRemoved,
    ComposeExpires,
    NoResult,
    RpmsNotUpdated,

    // pushes, updates and foreign images: causes
    DockerfileChanged,
    IncludesUpdatedRpms,
    ContainsUpdatedRpms,
    ParentBuilt,

    // pushes, updates and foreign images: exclusions
    UpdateWithoutBranch,
    UpdatedBuildUnknown,
    OtherRelease,
    ContainerWithoutBranch,
    SourceMissing,
    OnParentAlready,
    NoRepositoryWantsIt,
    NewerBuildPublished,
    BuildUnknown,
    BuildIncomplete,
    BuildUnreadable,

    // what the image catalogue says and nobody can read
    ImageUnreadable,
    RecordUnreadable,
    MoreRecordsUnreadable,

    // what a build waits for
    WaitsForPlan,
    WaitsForParent,
    WaitsForCompose,
    WaitsForTurn,
    WaitsForNextAttempt,
    WaitsForStep,
    WaitsForBuildSystem,
    SilentInBuildSystem,
    WaitsForCancel,

    // what let it be rebuilt
    AllowedByPolicy,
}
