using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Storage;

namespace Freshmaker.Domain.Tests.Messages;

/// <summary>What is told to those who may not know who asked. Of every kind of trigger there is an example.</summary>
public sealed class Telling_no_names
{
    static readonly List<Trigger> Triggers = [.. Examples.All.OfType<TriggerRecognized>().Select(t => t.Trigger)];

    [Fact]
    public void of_every_trigger() => Triggers.Select(t => Stored.Json(t.WithoutPeople())).ShouldAllBe(json => !json.Contains("dana", StringComparison.Ordinal));

    [Fact] // else the law above would hold of nothing
    public void which_some_would_tell() => Triggers.Where(t => t.IsRequest).ShouldAllBe(t => t.RequestedBy == "dana");
}
