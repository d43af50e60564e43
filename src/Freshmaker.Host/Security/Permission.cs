namespace Freshmaker.Host.Security;

/// <summary>What can be allowed or not.</summary>
public enum Permission
{
    /// <summary>Everything but what the other permissions to read name.</summary>
    Read,

    /// <summary>Messages as they came, with body and headers.</summary>
    ReadMessages,

    /// <summary>Who asked for rebuilds and ordered what.</summary>
    ReadPeople,

    /// <summary>Ask what would be rebuilt, which asks the systems outside.</summary>
    Preview,

    RebuildAdvisories,
    RebuildImages,
    RebuildModules,

    /// <summary>Stop a rebuild, or builds of one, that one has asked for oneself.</summary>
    CancelOwn,

    /// <summary>Stop any rebuild, or builds of one.</summary>
    CancelAny,

    /// <summary>Have failed builds tried again inside their rebuild.</summary>
    Retry,

    /// <summary>Write notes into the history of a rebuild.</summary>
    Annotate,
}
