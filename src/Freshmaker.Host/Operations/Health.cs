using Freshmaker.Host.Bus;
using Npgsql;

namespace Freshmaker.Host.Operations;

static class Health
{
    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can work; otherwise 503 and what is missing.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        app.MapGet("/health/ready", async (NpgsqlDataSource database, BusListener listener, ProjectionProgress projections, CancellationToken ct) =>
        {
            var checks = new Dictionary<string, string>
            {
                ["postgres"] = await Ask(() => AnswersAsync(database, ct)),
                ["bus"] = listener.IsListening ? "ok" : "not listening to every queue",
                ["projections"] = await Ask(() => projections.CheckAsync(ct)),
            };
            var ready = checks.Values.All(c => c == "ok");
            return Results.Json(new { status = ready ? "ready" : "not ready", checks }, statusCode: ready ? 200 : 503);
        });
    }

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
