namespace Freshmaker.Host.Bus;

/// <summary>Where messages come from and go to.</summary>
/// <param name="Uri">AMQP URI of the broker. Holds a password: never log it.</param>
/// <param name="Exchange">Topic exchange that messages are taken from and published to. It is not ours: it must exist.</param>
/// <param name="TopicPrefixes">Topics are prefix, dot, family.</param>
/// <param name="PublishPrefix">Prefix of the topics that we publish.</param>
/// <param name="QueuePrefix">Our queues are this, dot, family.</param>
/// <param name="QueueType"><c>quorum</c> or <c>classic</c>.</param>
/// <param name="Prefetch">How many unacknowledged deliveries each queue may have.</param>
public sealed record BusOptions(
    Uri Uri, string Exchange, IReadOnlyList<string> TopicPrefixes, string PublishPrefix, string QueuePrefix, string QueueType, ushort Prefetch);
