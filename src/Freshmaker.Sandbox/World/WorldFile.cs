using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.World;

/// <summary>The world as written in its file: what exists when the sandbox starts.</summary>
public sealed record WorldFile(
    IReadOnlyList<WorldSource> Rpms,
    IReadOnlyList<WorldSource> Containers,
    IReadOnlyList<WorldModule> Modules,
    WorldStory? Story)
{
    /// <summary>Images and what belongs to them; none when the file has none.</summary>
    public ImageWorld Images { get; init; } = ImageWorld.Empty;
}

/// <summary>A source repository of the namespace <c>rpms</c> or <c>container</c>.</summary>
public sealed record WorldSource(string Name, IReadOnlyList<string> Branches);

/// <summary>The RPM whose change tells the demo's story of modules.</summary>
public sealed record WorldStory(string Rpm, string Branch)
{
    /// <summary>The advisory whose shipping tells the story of images; null when the world has none.</summary>
    public long? Advisory { get; init; }
}

/// <summary>A module stream, its newest version and, optionally, what it was before.</summary>
public sealed record WorldModule(
    string Name,
    string Stream,
    bool Active,
    bool HasRepository,
    WorldVersion Newest,
    IReadOnlyList<WorldVersion> Older,
    WorldBehaviour Behaviour)
{
    /// <summary><c>name:stream</c>.</summary>
    public string Id => $"{Name}:{Stream}";
}

/// <summary>One version of a module: what it contains and what it was built from.</summary>
public sealed record WorldVersion(string Version, IReadOnlyList<RpmBranch> Rpms, IReadOnlyList<ModuleRef> BuiltFrom);

/// <summary>An RPM at a branch, as a module contains it.</summary>
public sealed record RpmBranch(string Name, string Branch);

/// <summary>A module stream that another one is built from.</summary>
public sealed record ModuleRef(string Name, string Stream);

/// <summary>How builds of a module end.</summary>
public sealed record WorldBehaviour(BuildEnd Ends, string? Reason, int? Times, TimeSpan? StepDelay)
{
    /// <summary>Builds succeed.</summary>
    public static WorldBehaviour Usual { get; } = new(BuildEnd.Ready, null, null, null);
}

/// <summary>Where the builds of a module end.</summary>
public enum BuildEnd
{
    /// <summary>In state ready.</summary>
    Ready,

    /// <summary>In state failed.</summary>
    Failed,

    /// <summary>Nowhere: they stay in state build.</summary>
    Stuck,
}
