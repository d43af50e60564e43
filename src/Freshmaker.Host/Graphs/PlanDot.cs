using System.Text;
using Freshmaker.Domain.Explaining;

namespace Freshmaker.Host.Graphs;

/// <summary>A plan in the language of Graphviz.</summary>
public static class PlanDot
{
    public static string Of(PlanDrawing plan)
    {
        var dot = new StringBuilder();
        dot.Append($"digraph {Quoted($"rebuild {plan.Rebuild}")} {{\n  rankdir=LR;\n  node [shape=box, style=filled, fontcolor=white];\n");
        foreach (var node in plan.View.Nodes)
        {
            var phase = plan.PhaseOf(node.Key);
            dot.Append($"  {Quoted(node.Key)} [label={Quoted($"{plan.NameOf(node.Key)}\n{phase}")}, fillcolor={Quoted(PlanDrawing.ColourOf(phase))}{(node.IsCritical ? ", penwidth=3" : "")}];\n");
        }

        foreach (var edge in plan.View.Edges)
            dot.Append($"  {Quoted(edge.Parent)} -> {Quoted(edge.Child)}{(edge.Kind == PlanEdgeKind.Needs ? " [style=dashed]" : "")};\n");
        foreach (var level in plan.View.Levels)
            dot.Append($"  {{ rank=same; {string.Join("; ", level.Select(Quoted))} }}\n");
        return dot.Append("}\n").ToString();
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
