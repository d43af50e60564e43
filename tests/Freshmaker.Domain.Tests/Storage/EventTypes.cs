using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Storage;

static class EventTypes
{
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(IRebuildEvent).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IRebuildEvent))).OrderBy(t => t.Name, StringComparer.Ordinal)];
}
