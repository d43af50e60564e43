using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Reads how rebuilds of an image go, for the world file and the control API.</summary>
internal static class BehaviourReader
{
    public static readonly string[] Known = ["failTimes", "reason", "stuck", "keepsOldRpms", "takesTime"];

    public static WorldImageBehaviour Read(Fields fields) => new(
        fields.Number("failTimes", -1, 1000) ?? 0,
        fields.TextOrNull("reason"),
        fields.Flag("stuck", false),
        fields.Flag("keepsOldRpms", false),
        fields.Duration("takesTime"));
}
