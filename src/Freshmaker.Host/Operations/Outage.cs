using System.Net.Sockets;
using Npgsql;

namespace Freshmaker.Host.Operations;

/// <summary>Tells that the database is away from that something is wrong with what was asked of it.</summary>
static class Outage
{
    public static bool Is(Exception e) => e switch
    {
        PostgresException p => p.IsTransient || IsShutdown(p.SqlState),
        NpgsqlException n => n.IsTransient || n.InnerException is null or IOException or SocketException or TimeoutException,
        TimeoutException or IOException or SocketException => true,
        _ => e.InnerException is { } inner && Is(inner),
    };

    /// <summary>The same for work that talks to more than the database: only what comes from the database itself counts.</summary>
    public static bool IsOfDatabase(Exception e) => e is NpgsqlException ? Is(e) : e.InnerException is { } inner && IsOfDatabase(inner);

    /// <summary>It may go better next time: something was away or too slow, or was cut off. Anything else is a defect of ours, which the next time repeats.</summary>
    public static bool IsPassing(Exception e) => e is OperationCanceledException or HttpRequestException || Is(e) || (e.InnerException is { } inner && IsPassing(inner));

    /// <summary>Class 57P: the server is stopped, crashed, or starting.</summary>
    static bool IsShutdown(string state) => state.StartsWith("57P", StringComparison.Ordinal);
}
