using System.Threading.Channels;
using Freshmaker.Bench.Intake;
using RabbitMQ.Client;

namespace Freshmaker.Bench.Rebuilding;

/// <summary>Tells the bus of each task that is closed, in their order, as Koji's own publisher would: the service hears of its builds by messages.</summary>
sealed class TaskNews : IAsyncDisposable
{
    readonly Channel<long> _closed = Channel.CreateUnbounded<long>(new() { SingleReader = true });
    readonly Task _telling;

    public TaskNews(IConnection bus, string exchange, string topic) => _telling = Task.Run(async () =>
    {
        await using var channel = await bus.CreateChannelAsync();
        await foreach (var task in _closed.Reader.ReadAllAsync())
        {
            var message = KojiTask.Closed(task);
            await channel.BasicPublishAsync(exchange, topic, mandatory: false, Publisher.Properties(message), message.Body);
        }
    });

    public void Tell(long task) => _closed.Writer.TryWrite(task);

    public async ValueTask DisposeAsync()
    {
        _closed.Writer.TryComplete();
        await _telling;
    }
}
