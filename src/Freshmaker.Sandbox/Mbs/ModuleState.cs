namespace Freshmaker.Sandbox.Mbs;

/// <summary>The states of a module build with the numbers MBS gives them.</summary>
internal enum ModuleState
{
    Init = 0,
    Wait = 1,
    Build = 2,
    Done = 3,
    Failed = 4,
    Ready = 5,
    Garbage = 6,
}

internal static class ModuleStates
{
    public static string Name(this ModuleState state) => state.ToString().ToLowerInvariant();

    public static bool IsEnd(this ModuleState state) => state is ModuleState.Failed or ModuleState.Ready or ModuleState.Garbage;

    public static ModuleState? Parse(string text) =>
        Enum.GetValues<ModuleState>().Where(state => state.Name() == text || ((int)state).ToString(System.Globalization.CultureInfo.InvariantCulture) == text)
            .Select(state => (ModuleState?)state).FirstOrDefault();
}
