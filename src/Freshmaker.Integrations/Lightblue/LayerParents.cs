using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Images;

namespace Freshmaker.Integrations.Lightblue;

/// <summary>
/// Parents by layers (behaviour.md §7.8): the second layer of an image is its parent's own, and the parent has one layer less. For records that do not say
/// their parent themselves, which are all from before the end of 2019.
/// </summary>
internal sealed class LayerParents(LightblueImages images, LightblueOptions options)
{
    public async Task<IReadOnlyList<ArchRecord>> FillAsync(IReadOnlyList<ArchRecord> records, RecordBudget budget, CancellationToken ct)
    {
        var wanted = new Dictionary<string, (string Layer, int Count)>(StringComparer.Ordinal);
        foreach (var build in records.GroupBy(record => record.Nvr.ToString(), StringComparer.Ordinal).Where(build => build.All(record => record.ParentNvr is null)))
        {
            // A published record may have been repacked: its unpublished twin has the layers of the build.
            var layers = build.OrderBy(record => record.IsPublished).ThenBy(record => record.Arch, StringComparer.Ordinal)
                .Select(record => record.Layers).FirstOrDefault(layers => layers.Count > 1);
            if (layers is not null)
                wanted[build.Key] = (layers[1], layers.Count - 1);
        }

        var questions = wanted.Values.Distinct().GroupBy(parent => parent.Count, parent => parent.Layer)
            .SelectMany(group => group.Chunk(options.NamesPerQuery).Select(layers => (Count: group.Key, Layers: layers)));
        var found = await Chunks.AskAsync(questions, options.Limits.MaxConcurrency,
            (question, stop) => images.WithOwnLayerAsync(question.Layers, question.Count, budget, stop), ct);
        var parents = found.SelectMany(part => part).GroupBy(parent => (parent.Layers[0], parent.Layers.Count))
            .ToDictionary(same => same.Key, same => same.OrderByDescending(parent => parent.IsPublished).ThenBy(parent => parent.Nvr.ToString(), StringComparer.Ordinal).First().Nvr.ToString());
        return [.. records.Select(record => wanted.TryGetValue(record.Nvr.ToString(), out var parent) && parents.TryGetValue(parent, out var nvr)
            ? record with { ParentNvr = nvr } : record)];
    }
}
