using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>The test's own view of RabbitMQ: an exchange for one world, and its queues.</summary>
public sealed class Broker(string uri, string exchange, string queuePrefix)
{
    static readonly string[] Families = ["git.receive", "pagure.git.receive", "mbs.module.state.change"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task DeclareExchangeAsync() => OnChannel(c => c.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: Ct));

    /// <summary>How many messages wait in the Host's queues.</summary>
    public async Task<uint> WaitingAsync()
    {
        uint waiting = 0;
        foreach (var family in Families)
        {
            try
            {
                await OnChannel(async c => waiting += (await c.QueueDeclarePassiveAsync($"{queuePrefix}.{family}", Ct)).MessageCount);
            }
            catch (OperationInterruptedException)
            {
                // no Host has declared it yet
            }
        }

        return waiting;
    }

    /// <summary>Leaves nothing behind.</summary>
    public Task DeleteAsync() => OnChannel(async c =>
    {
        foreach (var family in Families)
            await c.QueueDeleteAsync($"{queuePrefix}.{family}", cancellationToken: CancellationToken.None);
        await c.ExchangeDeleteAsync(exchange, cancellationToken: CancellationToken.None);
    });

    async Task OnChannel(Func<IChannel, Task> work)
    {
        var factory = new ConnectionFactory { Uri = new(uri), ClientProvidedName = "freshmaker-tests" };
        await using var connection = await factory.CreateConnectionAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: CancellationToken.None);
        await work(channel);
    }
}
