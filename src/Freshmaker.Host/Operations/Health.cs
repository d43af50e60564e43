using Freshmaker.Host.Bus;
using Freshmaker.Integrations.Http;
using Npgsql;

namespace Freshmaker.Host.Operations;

static class Health
{
    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can work; otherwise 503 and what is missing. <c>/health</c>: also how the outside systems are.
    /// The service waits for those, so a system in trouble makes it degraded and never unready.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        app.MapGet("/health/ready", async (NpgsqlDataSource database, BusListener listener, ProjectionProgress projections, CancellationToken ct) =>
        {
            var (ready, checks) = await CheckAsync(database, listener, projections, ct);
            return Results.Json(new { status = ready ? "ready" : "not ready", checks }, statusCode: ready ? 200 : 503);
        });
        app.MapGet("/health", async (NpgsqlDataSource database, BusListener listener, ProjectionProgress projections, OutsideHealth outside, CancellationToken ct) =>
        {
            var (ready, checks) = await CheckAsync(database, listener, projections, ct);
            var systems = outside.States;
            var status = !ready ? "not ready" : systems.Any(s => s.IsDegraded) ? "degraded" : "ok";
            return Results.Json(new { status, checks, systems = systems.ToDictionary(s => s.System, Shown) }, statusCode: ready ? 200 : 503);
        });
    }

    static async Task<(bool Ready, Dictionary<string, string> Checks)> CheckAsync(
        NpgsqlDataSource database, BusListener listener, ProjectionProgress projections, CancellationToken ct)
    {
        var checks = new Dictionary<string, string>
        {
            ["postgres"] = await Ask(() => AnswersAsync(database, ct)),
            ["bus"] = listener.IsListening ? "ok" : "not listening to every queue",
            ["projections"] = await Ask(() => projections.CheckAsync(ct)),
        };
        return (checks.Values.All(c => c == "ok"), checks);
    }

    static object Shown(OutsideState state) => new
    {
        status = state.IsDegraded ? "degraded" : state.LastAnswer is null ? "not asked" : "ok",
        breaker = state.Breaker switch { BreakerState.Open => "open", BreakerState.HalfOpen => "half open", _ => "closed" },
        lastAnswer = state.LastAnswer,
        lastFault = state.LastFaultAt is { } at ? new { at, text = state.LastFault } : null,
    };

    /// <remarks>What the driver says is for the log of PostgreSQL's operators, not for whoever may ask for our health.</remarks>
    static async Task<string> Ask(Func<Task<string>> question)
    {
        try
        {
            return await question();
        }
        catch (NpgsqlException)
        {
            return "PostgreSQL does not answer";
        }
    }

    static async Task<string> AnswersAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select 1");
        command.CommandTimeout = 2;
        await command.ExecuteScalarAsync(ct);
        return "ok";
    }
}
