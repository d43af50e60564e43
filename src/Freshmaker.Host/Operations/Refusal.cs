using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace Freshmaker.Host.Operations;

/// <summary>Refuses to start, in words for the person who configured or started it.</summary>
static class Refusal
{
    const int Misconfigured = 2;
    const int Unavailable = 3;

    public static int Of(IReadOnlyList<string> errors)
    {
        Console.Error.WriteLine("Freshmaker cannot start; its configuration has faults:");
        foreach (var error in errors)
            Console.Error.WriteLine($"  - {error}");
        Console.Error.WriteLine("docs/operations.md lists the keys.");
        return Misconfigured;
    }

    public static int Of(string words)
    {
        Console.Error.WriteLine($"Freshmaker cannot start: {words}");
        return Unavailable;
    }

    /// <summary>What a person can do something about, in words; null for what is a defect and deserves its stack trace.</summary>
    public static string? WordsFor(Exception e, FreshmakerSettings settings) => e switch
    {
        AddressInUseException or IOException { InnerException: AddressInUseException } =>
            $"port {settings.Port} of 127.0.0.1 is taken; FRESHMAKER_PORT names another",
        PostgresException p => $"PostgreSQL refused: {p.MessageText} (ConnectionStrings:postgres)",
        NpgsqlException { InnerException: SocketException or TimeoutException } n => $"PostgreSQL cannot be reached: {n.Message} (ConnectionStrings:postgres)",
        { InnerException: { } inner } => WordsFor(inner, settings),
        _ => null,
    };
}
