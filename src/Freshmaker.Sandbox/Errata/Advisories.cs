using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Errata;

/// <summary>The advisories, each in its state now. A change of state and its message happen under one lock.</summary>
internal sealed class Advisories(BusPublisher bus)
{
    /// <summary>The state in which an advisory's fixes are with the customers.</summary>
    public const string Shipped = "SHIPPED_LIVE";

    private const int FirstProduct = 16;
    private const int FirstRelease = 881;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, WorldAdvisory> _advisories = [];
    private Dictionary<string, WorldRpmBuild> _builds = [];
    private List<string> _products = [];
    private List<string> _releases = [];

    public IReadOnlyList<WorldAdvisory> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _advisories.Values];
            }
        }
    }

    public void Load(ImageWorld world)
    {
        lock (_lock)
        {
            _advisories.Clear();
            foreach (var advisory in world.Advisories)
            {
                _advisories[advisory.Id] = advisory;
            }

            _builds = world.RpmBuilds.DistinctBy(build => build.Nvr).ToDictionary(build => build.Nvr);
            _products = [.. world.Advisories.Select(advisory => advisory.ProductShortName).Distinct()];
            _releases = [.. world.Advisories.Select(advisory => advisory.ReleaseName).Distinct()];
        }
    }

    public WorldAdvisory? Find(long id)
    {
        lock (_lock)
        {
            return _advisories.GetValueOrDefault(id);
        }
    }

    public WorldRpmBuild? FindBuild(string nvr)
    {
        lock (_lock)
        {
            return _builds.GetValueOrDefault(nvr);
        }
    }

    /// <summary>Moves an advisory to another state and says so on the bus; null if there is none.</summary>
    public WorldAdvisory? Move(long id, string state, string who)
    {
        lock (_lock)
        {
            if (!_advisories.TryGetValue(id, out var before))
            {
                return null;
            }

            var after = _advisories[id] = before with { State = state };
            bus.Publish("errata.activity.status", new JsonObject { ["errata_id"] = id, ["from"] = before.State, ["to"] = state, ["who"] = who });
            return after;
        }
    }

    public int ProductOf(WorldAdvisory advisory)
    {
        lock (_lock)
        {
            return FirstProduct + _products.IndexOf(advisory.ProductShortName);
        }
    }

    public int ReleaseOf(WorldAdvisory advisory)
    {
        lock (_lock)
        {
            return FirstRelease + _releases.IndexOf(advisory.ReleaseName);
        }
    }

    public string? Product(int id)
    {
        lock (_lock)
        {
            return _products.ElementAtOrDefault(id - FirstProduct);
        }
    }

    public string? Release(int id)
    {
        lock (_lock)
        {
            return _releases.ElementAtOrDefault(id - FirstRelease);
        }
    }
}
