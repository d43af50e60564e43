using Npgsql;

namespace Freshmaker.Host.Bus;

/// <summary>Messages that were refused and set aside among the dead letters.</summary>
/// <param name="schema">The schema of the dead letters.</param>
public sealed class RefusedMessages(NpgsqlDataSource database, string schema)
{
    /// <summary>Why a message was refused, in the words of <see cref="MessageRefusedException"/>; null when none of this id was.</summary>
    public async Task<string?> WhyAsync(string messageId, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select exception_message from {schema}.wolverine_dead_letters where starts_with(exception_message, $1) order by id limit 1");
        command.Parameters.Add(new NpgsqlParameter { Value = MessageRefusedException.Begin(messageId) });
        return await command.ExecuteScalarAsync(ct) as string;
    }
}
