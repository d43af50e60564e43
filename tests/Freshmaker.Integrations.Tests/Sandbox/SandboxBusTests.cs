using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Bus;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>On a real RabbitMQ, with an exchange of its own.</summary>
public sealed class SandboxBusTests
{
    private static readonly string? Broker = Environment.GetEnvironmentVariable("ConnectionStrings__rabbitmq");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_arrive_in_order_with_the_properties_and_headers_of_fedora_messaging()
    {
        Assert.SkipWhen(Broker is null, "ConnectionStrings__rabbitmq names no broker; ./test starts one");
        await using var line = await ListenAsync(Broker);
        await using var sandbox = await SandboxHost.StartAsync(
            new() { RabbitMq = Broker, Exchange = line.Exchange, TopicPrefix = "org.fedoraproject.test", StepDelay = TimeSpan.Zero, WorldJson = SmallWorld.Json }, Stop);
        using var http = new HttpClient();
        using var started = await http.PostAsync($"{sandbox.Url}/control/mbs/builds", new StringContent("""{"name":"anvil","stream":"1"}"""), Stop);
        started.EnsureSuccessStatusCode();

        var messages = await line.TakeAsync(5);

        messages.Select(message => JsonNode.Parse(message.Body.Span)!["state"]!.GetValue<int>()).ShouldBe([0, 1, 2, 3, 5]);
        var first = messages[0];
        first.RoutingKey.ShouldBe("org.fedoraproject.test.mbs.module.state.change");
        first.BasicProperties.ContentType.ShouldBe("application/json");
        first.BasicProperties.ContentEncoding.ShouldBe("utf-8");
        first.BasicProperties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
        first.BasicProperties.MessageId.ShouldBe(sandbox.Messages[0].Id);
        var headers = first.BasicProperties.Headers.ShouldNotBeNull();
        headers["fedora_messaging_severity"].ShouldBe(20);
        Encoding.UTF8.GetString((byte[])headers["fedora_messaging_schema"]!).ShouldBe("base.message");
        headers["priority"].ShouldBe(0);
        Encoding.UTF8.GetString((byte[])headers["sent-at"]!).ShouldEndWith("+00:00");
        sandbox.Messages.Select(message => message.Fate).ShouldAllBe(fate => fate == MessageFate.Sent);
    }

    [Fact]
    public async Task While_the_bus_is_away_messages_wait()
    {
        // nothing listens on port 1
        await using var sandbox = await SandboxHost.StartAsync(
            new() { RabbitMq = "amqp://guest:guest@127.0.0.1:1/", StepDelay = TimeSpan.Zero, WorldJson = SmallWorld.Json }, Stop);
        using var http = new HttpClient();
        using var started = await http.PostAsync($"{sandbox.Url}/control/mbs/builds", new StringContent("""{"name":"anvil","stream":"1"}"""), Stop);

        started.EnsureSuccessStatusCode();
        sandbox.Messages.ShouldNotBeEmpty();
        sandbox.Messages.ShouldAllBe(message => message.Fate == MessageFate.Pending);
    }

    private static async Task<Listener> ListenAsync(string broker)
    {
        var factory = new ConnectionFactory { Uri = new(broker) };
        var connection = await factory.CreateConnectionAsync(Stop);
        var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        var exchange = $"sandbox.test.{Guid.CreateVersion7():N}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: Stop);
        var queue = await channel.QueueDeclareAsync(cancellationToken: Stop);
        await channel.QueueBindAsync(queue.QueueName, exchange, "org.fedoraproject.test.#", cancellationToken: Stop);
        var arrived = Channel.CreateUnbounded<Arrived>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
            arrived.Writer.WriteAsync(new(message.RoutingKey, new BasicProperties(message.BasicProperties), message.Body.ToArray()), CancellationToken.None).AsTask();
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, Stop);
        return new(connection, channel, exchange, arrived.Reader);
    }

    private sealed record Arrived(string RoutingKey, BasicProperties BasicProperties, ReadOnlyMemory<byte> Body);

    private sealed class Listener(IConnection connection, IChannel channel, string exchange, ChannelReader<Arrived> arrived) : IAsyncDisposable
    {
        public string Exchange => exchange;

        public async Task<IReadOnlyList<Arrived>> TakeAsync(int count)
        {
            var messages = new List<Arrived>();
            while (messages.Count < count)
            {
                messages.Add(await arrived.ReadAsync(Stop).AsTask().WaitAsync(Patience, Stop));
            }

            return messages;
        }

        public async ValueTask DisposeAsync()
        {
            await channel.ExchangeDeleteAsync(exchange, cancellationToken: CancellationToken.None);
            await channel.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
