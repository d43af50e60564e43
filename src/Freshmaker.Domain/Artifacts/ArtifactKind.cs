namespace Freshmaker.Domain.Artifacts;

/// <summary>What can be rebuilt. The numbers are part of the REST contract (behaviour.md §4.2).</summary>
public enum ArtifactKind
{
    Rpm = 0,
    Image = 1,
    Module = 2,
    ImageRepository = 3,
}
