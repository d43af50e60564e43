using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Images;

/// <summary>Reads a <c>containerRepository</c>, which Pyxis and Lightblue write alike.</summary>
internal static class RepositoryReader
{
    public static RepositoryRecord Read(Shape repository) => new(
        repository.Required().At("registry").Required().Text()!, repository.At("repository").Required().Text()!, repository.At("published").Flag(),
        repository.At("auto_rebuild_tags").Texts(), repository.At("release_categories").Texts());
}
