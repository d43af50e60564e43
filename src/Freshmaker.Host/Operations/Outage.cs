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

    /// <summary>Class 57P: the server is stopped, crashed, or starting.</summary>
    static bool IsShutdown(string state) => state.StartsWith("57P", StringComparison.Ordinal);
}
