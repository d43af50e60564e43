namespace Freshmaker.Host.Rebuilding;

/// <summary>A command to one rebuild. Commands to the same rebuild are handled one after another.</summary>
public interface IRebuildCommand
{
    string RebuildId { get; }
}
