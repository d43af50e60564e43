namespace Freshmaker.Host.Security;

/// <summary>What somebody is to this service. A person may have several roles; what any of them allows is allowed.</summary>
public enum Role
{
    /// <summary>Reads everything but raw messages and the names of people.</summary>
    Reader,

    /// <summary>Reads everything.</summary>
    Auditor,

    /// <summary>Asks for rebuilds of advisories and modules, and stops them: <c>manual_rebuilder</c> of the existing system.</summary>
    Rebuilder,

    /// <summary>Asks for rebuilds of named images: <c>freshmaker_async_rebuilders</c> of the existing system.</summary>
    AsyncRebuilder,

    /// <summary>Stops and retries what others have asked for.</summary>
    Operator,

    /// <summary>Does all.</summary>
    Admin,
}
