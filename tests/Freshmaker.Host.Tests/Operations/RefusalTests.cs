using Freshmaker.Host.Operations;
using Freshmaker.Host.Tests.Running;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace Freshmaker.Host.Tests.Operations;

public sealed class RefusalTests
{
    static readonly FreshmakerSettings Any = Settings.Read([new("FRESHMAKER_PORT", "6001")]).Settings;

    [Fact]
    public void a_taken_port_is_named_with_the_way_to_another() =>
        Refusal.WordsFor(new IOException("bind", new AddressInUseException("in use")), Any).ShouldBe("port 6001 of 127.0.0.1 is taken; FRESHMAKER_PORT names another");

    [Fact]
    public async Task a_database_that_is_not_there_is_said_to_be_so()
    {
        await using var connection = new NpgsqlConnection("Host=127.0.0.1;Port=9;Username=u;Password=secret-8;Timeout=5");

        var e = await Should.ThrowAsync<NpgsqlException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));

        var words = Refusal.WordsFor(new InvalidOperationException("wrapped", e), Any).ShouldNotBeNull();
        words.ShouldStartWith("PostgreSQL cannot be reached");
        words.ShouldNotContain("secret-8");
    }

    [Fact]
    public async Task what_the_database_refuses_is_said_in_its_words()
    {
        await using var database = NpgsqlDataSource.Create(Settings.Postgres);
        await using var command = database.CreateCommand("select * from there_is_no_such_table");

        var e = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        Refusal.WordsFor(e, Any).ShouldBe("PostgreSQL refused: relation \"there_is_no_such_table\" does not exist (ConnectionStrings:postgres)");
    }

    [Fact]
    public void a_defect_keeps_its_stack_trace() => Refusal.WordsFor(new InvalidOperationException("two and two"), Any).ShouldBeNull();
}
