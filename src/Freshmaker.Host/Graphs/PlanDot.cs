using System.Text;
using Freshmaker.Domain.Explaining;

namespace Freshmaker.Host.Graphs;

/// <summary>A plan in the language of Graphviz.</summary>
public static class PlanDot
{
    public static string Of(PlanDrawing plan)
    {
        var (view, dot) = (plan.View, new StringBuilder());
        dot.Append($"digraph {Quoted($"rebuild {plan.Rebuild}")} {{\n  rankdir=LR;\n  node [shape=box, style=filled, fontcolor=white];\n");
        foreach (var (build, node) in plan.Builds.Zip(view.Nodes))
        {
            var phase = build.Phase;
            dot.Append($"  {Quoted(node.Key)} [label={Quoted($"{PlanDrawing.NameOf(build)}\n{phase}")}, fillcolor={Quoted(PlanDrawing.ColourOf(phase))}{(node.IsCritical ? ", penwidth=3" : "")}];\n");
        }

        foreach (var edge in view.Edges)
            dot.Append($"  {KeyOf(edge.Parent)} -> {KeyOf(edge.Child)}{(edge.Kind == PlanEdgeKind.Needs ? " [style=dashed]" : "")};\n");
        foreach (var level in view.Levels)
            dot.Append($"  {{ rank=same; {string.Join("; ", level.Select(KeyOf))} }}\n");
        return dot.Append("}\n").ToString();

        string KeyOf(int build) => Quoted(view.Nodes[build].Key);
    }

    /// <summary>Inside quotes only quotes and backslashes mean something; a line break is written as an escape, any other control character as a space.</summary>
    static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                _ => quoted.Append(char.IsControl(c) ? ' ' : c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
