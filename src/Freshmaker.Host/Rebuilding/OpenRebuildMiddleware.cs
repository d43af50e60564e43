using Marten;
using Serilog.Context;

namespace Freshmaker.Host.Rebuilding;

/// <summary>Opens the rebuild before every command to it, and names it on every log line of the command.</summary>
public static class OpenRebuildMiddleware
{
    public static async Task<Opened> LoadAsync(IRebuildCommand command, RebuildStore store, IDocumentSession session, CancellationToken ct) =>
        await store.OpenAsync(session, command.RebuildId, ct);

    public static IDisposable Before(IRebuildCommand command) => LogContext.PushProperty("RebuildId", command.RebuildId);

    public static void Finally(IDisposable scope) => scope.Dispose();
}
