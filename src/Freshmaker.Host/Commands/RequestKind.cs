using Freshmaker.Domain.Messages;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.Commands;

/// <summary>What people can ask for.</summary>
/// <param name="Permission">What it takes.</param>
/// <param name="Parser">Reads it, as if it had come over the bus.</param>
/// <param name="IdPrefix">What its message id begins with; that of the existing system (behaviour.md §4.1), which it can be told by.</param>
/// <param name="IsExclusive">It is refused while a rebuild with the same search key is not over, unless it is forced (behaviour.md §5.6, rule 9).</param>
public sealed record RequestKind(Permission Permission, IMessageParser Parser, string IdPrefix, bool IsExclusive = false)
{
    public static RequestKind Advisory { get; } = new(Permission.RebuildAdvisories, new AdvisoryRebuildRequestParser(), "manual_rebuild", IsExclusive: true);

    public static RequestKind Images { get; } = new(Permission.RebuildImages, new ImageRebuildRequestParser(), "async_build");

    public static RequestKind Module { get; } = new(Permission.RebuildModules, new ModuleRebuildRequestParser(), "module_rebuild");
}
