using Freshmaker.Host.Bus;
using Npgsql;

namespace Freshmaker.Host.Operations;

static class Health
{
    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can work; otherwise 503 and what is missing.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        app.MapGet("/health/ready", async (NpgsqlDataSource database, BusListener listener, CancellationToken ct) =>
        {
            var checks = new Dictionary<string, string>
            {
                ["postgres"] = await Answers(database, ct) ? "ok" : "does not answer",
                ["bus"] = listener.IsListening ? "ok" : "not listening to every queue",
            };
            var ready = checks.Values.All(c => c == "ok");
            return Results.Json(new { status = ready ? "ready" : "not ready", checks }, statusCode: ready ? 200 : 503);
        });
    }

    static async Task<bool> Answers(NpgsqlDataSource database, CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            command.CommandTimeout = 2;
            return await command.ExecuteScalarAsync(ct) is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
