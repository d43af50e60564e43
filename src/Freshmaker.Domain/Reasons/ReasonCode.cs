namespace Freshmaker.Domain.Reasons;

/// <summary>Why something was rebuilt, left alone, retried or ended. Stored by name: renaming one needs an upcast of stored events.</summary>
public enum ReasonCode
{
    // causes of a planned build
    ModuleMetadataChanged,
    ContainsChangedRpm,
    BuiltFromRebuiltModule,

    // exclusions
    DeniedByPolicy,
    NewestVersionUnaffected,
    CascadeCycle,
    CascadeAlreadyVisited,
    AlreadyPlanned,
    DependencyCycle,
    UnknownParent,
    InvalidName,

    // ends of a rebuild
    NoHandler,
    NothingToRebuild,
    EverythingExcluded,
    AlreadyHandled,
    AllHandlersFailed,
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
    CanceledBeforeStart,
    CanceledInBuildSystem,
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
}
